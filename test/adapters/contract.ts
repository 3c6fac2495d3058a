import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { fileKinds } from '../../core/capabilities.ts'
import type {
  ChannelAdapter,
  Connection,
  ConnectionDeps,
  InboundEvent,
  OutboundFile,
  OutboundMessage,
} from '../../core/channel.ts'
import { ChannelError, HubError } from '../../core/errors.ts'
import type { Egress } from '../../core/ports.ts'
import { createEgress } from '../../src/infra/egress.ts'

export type WebhookRequest = Readonly<{ headers: Headers; url: string; body: string }>

/** The platform as a stand-in answers it, for what must work; `problems` is what the platform's own specification says of the calls. */
export type World = Readonly<{
  apiRoot: string
  /** A chat that the channel may write to, and a message in it that may be quoted, edited and removed. */
  chatId: string
  sentMessageId: string
  fileRef: string
  problems: () => readonly string[]
  close: () => Promise<void>
}>

/** What the suite needs to know of one kind. Each folder here has a `harness.ts` that exports one. */
export type Harness = Readonly<{
  settings: Readonly<{ config: unknown; secrets: Readonly<Record<string, string>> }>
  /** What must never be seen in an error. */
  secretValues: readonly string[]
  /** Settings that lack something; none of them may open. */
  incomplete: readonly (readonly [string, Readonly<{ config: unknown; secrets: Readonly<Record<string, string>> }>])[]
  chatId: string
  webhook: Readonly<{
    genuine: (body: string) => WebhookRequest
    forged: readonly (readonly [string, (body: string) => WebhookRequest])[]
    odd: readonly (readonly [string, (body: string) => WebhookRequest])[]
    /** A body that is not the platform's at all. */
    garbage: readonly string[]
    /** Names of fixtures that are the hub's own messages. */
    own: readonly string[]
    /** The address is pasted at the platform by a person, so there is no `install`. */
    installedByHand?: boolean
  }> | null
  /** Settings of a gateway whose `run` the suite may start and stop; null where the kind has none. */
  gatewaySettings: Readonly<{ config: unknown; secrets: Readonly<Record<string, string>> }> | null
  /** How the platform refuses; null where nothing is called. */
  answers: Readonly<{
    limited: () => Response
    limitedMs: number
    blocked: () => Response
    broken: () => Response
    garbage: () => Response
  }> | null
  world: (() => Promise<World>) | null
}>

const now = new Date('2026-06-02T10:00:00.000Z')
const quiet = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined }
const never: Egress = () => Promise.reject(new Error('nothing may be called here'))

function depsWith(fetch: Egress, apiRoot: string | null = null): ConnectionDeps {
  return { clock: { now: () => now }, fetch, log: quiet, webhookUrl: 'https://hub.example/webhooks/0197', apiRoot }
}

export type Fixture = Readonly<{ name: string; body: string; expectedFile: string }>

/** Every JSON in `fixtures/` is a fixture, but for the expectations beside them. */
export function fixturesOf(kind: string): readonly Fixture[] {
  const folder = fileURLToPath(new URL(`./${kind}/fixtures/`, import.meta.url))
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && !name.endsWith('.expected.json'))
    .map((file) => {
      const name = file.slice(0, -'.json'.length)
      return {
        name,
        body: readFileSync(path.join(folder, file), 'utf8'),
        expectedFile: path.join(folder, `${name}.expected.json`),
      }
    })
}

/** What every adapter is held to: the contract of core/channel.ts. */
export function adapterContract(adapter: ChannelAdapter, harness: Harness): void {
  const open = (fetch: Egress, apiRoot: string | null = null): Connection =>
    adapter.open(harness.settings, depsWith(fetch, apiRoot))
  const message = (part: Partial<OutboundMessage> = {}): OutboundMessage => ({
    id: '01970000-0000-7000-8000-000000000001',
    chatId: harness.chatId,
    text: 'hello',
    files: [],
    buttons: [],
    replyTo: null,
    audience: 'chat',
    ...part,
  })
  const worlds: World[] = []
  const enter = async (): Promise<World> => {
    if (harness.world === null) throw new Error('this kind has no world')
    const world = await harness.world()
    worlds.push(world)
    return world
  }
  afterEach(async () => {
    await Promise.all(worlds.splice(0).map((world) => world.close()))
  })

  describe('settings', () => {
    test('open parses and calls nothing', () => {
      expect(open(never).intake.mode).toMatch(/^(webhook|gateway|hosted)$/)
    })

    test.each(harness.incomplete)('refuses to open: %s', (_name, settings) => {
      const error = thrownBy(() => adapter.open(settings, depsWith(never)))
      expect(error).toBeInstanceOf(HubError)
      expect(error).toMatchObject({ code: 'invalid' })
      expectNoSecret(error, harness)
    })

    test('an unknown key of the configuration is refused', () => {
      const config = { ...asObject(harness.settings.config), surprise: 1 }
      expect(adapter.configSchema.safeParse(config).success).toBe(false)
      expect(() => adapter.open({ ...harness.settings, config }, depsWith(never))).toThrow(HubError)
    })

    test('each field of the form is one of the schemas, and secrets are marked', () => {
      for (const field of adapter.fields) {
        const schema = field.secret ? adapter.secretsSchema : adapter.configSchema
        expect(Object.keys(shapeOf(schema)), field.name).toContain(field.name)
      }
      const secretNames = adapter.fields.filter((field) => field.secret).map((field) => field.name)
      expect(secretNames.toSorted()).toEqual(Object.keys(shapeOf(adapter.secretsSchema)).toSorted())
    })
  })

  describe('capabilities', () => {
    test('an optional method is present exactly where the capability says native', () => {
      const connection = open(never)
      const { edit, remove, typing, reactions } = adapter.capabilities
      expect({
        edit: 'edit' in connection,
        remove: 'remove' in connection,
        typing: 'typing' in connection,
        react: 'react' in connection,
      }).toEqual({
        edit: edit === 'native',
        remove: remove === 'native',
        typing: typing === 'native',
        react: reactions === 'native',
      })
      const byHand = harness.webhook?.installedByHand ?? false
      if (connection.intake.mode === 'webhook') expect(connection.install !== undefined).toBe(!byHand)
      expect(connection.install === undefined).toBe(connection.uninstall === undefined)
      const { startDialogue, replyWindow } = adapter.capabilities
      const byTemplate = startDialogue === 'template' || replyWindow?.afterwards === 'template'
      expect('listTemplates' in connection).toBe(byTemplate)
    })

    test('numbers are positive', () => {
      const { text, files, filesPerMessage, buttons } = adapter.capabilities
      const limits = [
        text.maxChars,
        text.captionMaxChars,
        filesPerMessage,
        ...fileKinds.flatMap((kind) => files[kind]?.maxBytes ?? []),
      ]
      if (buttons.support === 'native') limits.push(buttons.max, buttons.labelMaxChars)
      expect(limits.filter((limit) => !Number.isSafeInteger(limit) || limit <= 0)).toEqual([])
    })
  })

  const { webhook } = harness
  if (webhook !== null) {
    const receive = (request: WebhookRequest) => {
      const { intake } = open(never)
      if (intake.mode !== 'webhook') throw new Error('not a webhook')
      return intake.receive(request)
    }
    const fixtures = fixturesOf(adapter.kind)
    const sample = fixtures[0]?.body ?? ''

    describe('what comes in', () => {
      test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('fixture %s', async (_name, fixture) => {
        const { events } = receive(webhook.genuine(fixture.body))
        await expect(`${JSON.stringify(events, null, 2)}\n`).toMatchFileSnapshot(fixture.expectedFile)
      })

      test('every fixture has its expectation, and every expectation its fixture', () => {
        const folder = fileURLToPath(new URL(`./${adapter.kind}/fixtures/`, import.meta.url))
        const expectations = readdirSync(folder).filter((name) => name.endsWith('.expected.json'))
        expect(expectations.toSorted()).toEqual(fixtures.map(({ name }) => `${name}.expected.json`).toSorted())
      })

      test('only the own messages of the hub give no event', () => {
        const silent = fixtures.filter((fixture) => receive(webhook.genuine(fixture.body)).events.length === 0)
        expect(silent.map(({ name }) => name).toSorted()).toEqual([...webhook.own].toSorted())
      })

      test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))(
        'the same payload twice gives the same eventId: %s',
        (_name, { body }) => {
          const again = JSON.stringify(JSON.parse(body))
          expect(receive(webhook.genuine(again)).events.map(eventId)).toEqual(receive(webhook.genuine(body)).events.map(eventId))
        },
      )

      test('different payloads give different eventIds', () => {
        const ids = fixtures.flatMap((fixture) => receive(webhook.genuine(fixture.body)).events.map(eventId))
        expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
      })

      test('ids fit their columns, times are times, and texts can be stored', () => {
        for (const fixture of fixtures) {
          for (const event of receive(webhook.genuine(fixture.body)).events) {
            expect(event.at.getTime(), fixture.name).toBeGreaterThan(0)
            for (const text of stringsOf(event)) expect(text.includes('\0') || !text.isWellFormed(), fixture.name).toBe(false)
            for (const id of [event.eventId, event.chatId, 'messageId' in event ? event.messageId : null]) {
              if (id !== null) expect(id, fixture.name).toMatch(/^.{1,256}$/)
            }
          }
        }
      })

      test('nothing in a fixture reaches a prototype', () => {
        for (const fixture of fixtures) receive(webhook.genuine(fixture.body))
        expect(Reflect.get({}, 'polluted')).toBeUndefined()
      })

      test.each(mutations(fixtures))('valid JSON with a broken field is never thrown at: %s', (_name, body) => {
        expect(Array.isArray(receive(webhook.genuine(body)).events)).toBe(true)
      })

      test.each(webhook.garbage)('a body that is not the platform’s is invalid: %s', (body) => {
        expect(thrownBy(() => receive(webhook.genuine(body)))).toMatchObject({ name: 'HubError', code: 'invalid' })
      })

      test.each(webhook.forged)('a forged signature is refused: %s', (_name, forge) => {
        const error = thrownBy(() => receive(forge(sample)))
        expect(error).toMatchObject({ name: 'HubError', code: 'unauthenticated' })
        expectNoSecret(error, harness)
      })

      test.each(webhook.odd)('a genuine request is accepted: %s', (_name, sign) => {
        expect(receive(sign(sample)).response.status).toBe(200)
      })
    })
  }

  describe('what goes out', () => {
    const { answers } = harness

    test.each(refusable(adapter, message))('is refused before anything is called: %s', async (_name, refused) => {
      const error = await rejection(open(never).deliver(refused, AbortSignal.timeout(5000)))
      expect(error).toBeInstanceOf(ChannelError)
      expect(error).toMatchObject({ kind: 'permanent', maybeSent: false })
    })

    test('an aborted signal sends nothing', async () => {
      const error = await rejection(open(never).deliver(message(), AbortSignal.abort()))
      expect(error).toMatchObject({ name: 'ChannelError', kind: 'retryable', maybeSent: false })
    })

    if (adapter.capabilities.hostedByHub) {
      test('delivery calls nothing and gives the message its own id', async () => {
        const sent = await open(never).deliver(message(), AbortSignal.timeout(5000))
        expect(sent).toEqual({ messageIds: [message().id], at: now })
        expect((await open(never).check(AbortSignal.timeout(5000))).status).toBe('ok')
      })
      return
    }
    if (answers === null) throw new Error('a harness of a kind that calls its platform must say how that answers')

    const url = (given: string | URL) => `request to ${given} failed`
    const coded =
      (code: string): Egress =>
      (given) =>
        Promise.reject(new TypeError(url(given), { cause: Object.assign(new Error(url(given)), { code }) }))
    const named =
      (name: string): Egress =>
      (given) =>
        Promise.reject(Object.assign(new Error(url(given)), { name }))
    const failures: readonly (readonly [string, Egress, object])[] = [
      [
        '429',
        async () => answers.limited(),
        { kind: 'rate_limited', reason: 'rate_limited', retryAfterMs: answers.limitedMs, maybeSent: false },
      ],
      ['403', async () => answers.blocked(), { kind: 'permanent', reason: 'blocked_by_contact', maybeSent: false }],
      ['500', async () => answers.broken(), { kind: 'retryable', reason: 'unreachable', maybeSent: false }],
      ['200 with garbage', async () => answers.garbage(), { kind: 'retryable', reason: 'unreachable', maybeSent: true }],
      ['a timeout', named('TimeoutError'), { kind: 'retryable', reason: 'unreachable', maybeSent: true }],
      ['a connection reset', coded('ECONNRESET'), { kind: 'retryable', reason: 'unreachable', maybeSent: true }],
      [
        'a connection closed without an answer',
        coded('UND_ERR_SOCKET'),
        { kind: 'retryable', reason: 'unreachable', maybeSent: true },
      ],
      ['a connection refused', coded('ECONNREFUSED'), { kind: 'retryable', reason: 'unreachable', maybeSent: false }],
      ['a name that is not found', coded('ENOTFOUND'), { kind: 'retryable', reason: 'unreachable', maybeSent: false }],
      ['an error of no known kind', (given) => Promise.reject(new Error(url(given))), { kind: 'retryable', maybeSent: true }],
    ]

    test.each(failures)('%s becomes the right ChannelError', async (_name, fetch, expected) => {
      const error = await rejection(open(fetch).deliver(message(), AbortSignal.timeout(5000)))
      expect(error).toBeInstanceOf(ChannelError)
      expect(error).toMatchObject(expected)
      expectNoSecret(error, harness)
    })

    test.each(failures)('no method lets a secret or another error out: %s', async (_name, fetch) => {
      const connection = open(fetch)
      for (const [name, call] of callsOf(connection, { chatId: harness.chatId, messageId: message().id, fileRef: 'ref' })) {
        const error = await rejection(call())
        expect(error, name).toBeInstanceOf(ChannelError)
        expectNoSecret(error, harness)
      }
      expectNoSecret(await connection.check(AbortSignal.timeout(5000)), harness)
    })

    test('an aborted signal ends a call that hangs', async () => {
      const hanging: Egress = (_url, init) =>
        new Promise((_resolve, reject) =>
          init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))),
        )
      const abort = new AbortController()
      const failure = rejection(open(hanging).deliver(message(), abort.signal))
      abort.abort()
      expect(await failure).toMatchObject({ name: 'ChannelError', kind: 'retryable', maybeSent: true })
    })

    const { gatewaySettings } = harness
    if (gatewaySettings !== null) {
      test('an aborted signal stops run', async () => {
        const world = await enter()
        const { intake } = adapter.open(gatewaySettings, depsWith(realFetch, world.apiRoot))
        if (intake.mode !== 'gateway') throw new Error('not a gateway')
        const abort = new AbortController()
        const running = intake.run(async () => undefined, abort.signal)
        abort.abort()
        await expect(running).resolves.toBeUndefined()
      })
    }

    test.each(acceptable(adapter, message))('is accepted by the platform, within its specification: %s', async (_name, given) => {
      const world = await enter()
      const sent = await open(realFetch, world.apiRoot).deliver({ ...given, chatId: world.chatId }, AbortSignal.timeout(10_000))
      expect(sent.messageIds.length).toBeGreaterThan(0)
      expect(new Set(sent.messageIds).size).toBe(sent.messageIds.length)
      expect(world.problems()).toEqual([])
    })

    test('all other calls keep to the specification too', async () => {
      const world = await enter()
      const connection = open(realFetch, world.apiRoot)
      const replied = await connection.deliver(
        message({ chatId: world.chatId, replyTo: world.sentMessageId }),
        AbortSignal.timeout(10_000),
      )
      expect(replied.messageIds).toHaveLength(1)
      const where = { chatId: world.chatId, messageId: world.sentMessageId, fileRef: world.fileRef }
      for (const [name, call] of callsOf(connection, where)) if (name !== 'acknowledge') await call()
      await connection.check(AbortSignal.timeout(10_000))
      expect(world.problems()).toEqual([])
    })
  })
}

/** The hub's real way out. */
const realFetch: Egress = createEgress({ allow: ['127.0.0.1'] })

type Where = Readonly<{ chatId: string; messageId: string; fileRef: string }>

/** Each method that calls the platform, but `deliver` and `check`; `remove` is last. */
function callsOf(connection: Connection, where: Where): readonly (readonly [string, () => Promise<unknown>])[] {
  const signal = AbortSignal.timeout(10_000)
  const { edit, remove, typing, react, acknowledge, install, uninstall } = connection
  const calls: (readonly [string, () => Promise<unknown>])[] = [['fetchFile', () => connection.fetchFile(where.fileRef, signal)]]
  const messageId = /^-?\d+\//.test(where.messageId) ? where.messageId : `${where.chatId}/1`
  if (install) calls.push(['install', () => install(signal)])
  if (typing) calls.push(['typing', () => typing(where.chatId, signal)])
  if (edit) calls.push(['edit', () => edit({ chatId: where.chatId, messageId, text: 'changed' }, signal)])
  if (react) calls.push(['react', () => react({ chatId: where.chatId, messageId, emoji: '👍' }, signal)])
  if (acknowledge) calls.push(['acknowledge', () => acknowledge('1', signal)])
  if (uninstall) calls.push(['uninstall', () => uninstall(signal)])
  if (remove) calls.push(['remove', () => remove({ chatId: where.chatId, messageId }, signal)])
  return calls
}

type Build = (part?: Partial<OutboundMessage>) => OutboundMessage

function acceptable(adapter: ChannelAdapter, build: Build): readonly (readonly [string, OutboundMessage])[] {
  const { text, buttons, files } = adapter.capabilities
  const cases: (readonly [string, OutboundMessage])[] = [
    ['a text', build()],
    ['a text of exactly maxChars', build({ text: 'x'.repeat(text.maxChars) })],
    ['a text of many times maxChars', build({ text: 'слово 🙂 word\n'.repeat(text.maxChars / 4) })],
    ['a text without a place to cut', build({ text: '🙂'.repeat(text.maxChars) })],
    ['a text that looks like markup', build({ text: '<b>not *bold* [x](y) &amp; </i>' })],
  ]
  if (buttons.support === 'native') {
    const full = Array.from({ length: buttons.max }, (_, index) => ({
      label: `${index}`.padEnd(buttons.labelMaxChars, 'ж'),
      value: `v${index}`,
    }))
    cases.push(['as many buttons as may be', build({ buttons: full })])
    cases.push(['buttons below a long text', build({ text: 'word '.repeat(text.maxChars / 2), buttons: full.slice(0, 2) })])
  }
  for (const kind of fileKinds) {
    const capability = files[kind]
    if (capability === undefined) continue
    const mimeType = (capability.mimeTypes[0] ?? '').replace('*/*', 'application/pdf').replace('/*', '/mpeg')
    cases.push([`a file: ${kind}`, build({ text: '', files: [fileOf(kind, mimeType)] })])
    cases.push([`a file with a caption: ${kind}`, build({ files: [fileOf(kind, mimeType)] })])
    cases.push([
      `a caption that is too long: ${kind}`,
      build({ text: 'y'.repeat(text.captionMaxChars + 1), files: [fileOf(kind, mimeType)] }),
    ])
  }
  if (files.document !== undefined) {
    const many = Array.from({ length: adapter.capabilities.filesPerMessage + 1 }, (_, index) => ({
      ...fileOf('document', 'text/plain'),
      name: `${index}.txt`,
    }))
    cases.push(['more files than one message takes', build({ files: many })])
    cases.push([
      'a file with an odd name',
      build({ files: [{ ...fileOf('document', 'text/plain'), name: 'счёт; "1"\r\n.txt' }] }),
    ])
  }
  return cases
}

function refusable(adapter: ChannelAdapter, build: Build): readonly (readonly [string, OutboundMessage])[] {
  const { buttons, files } = adapter.capabilities
  const cases: (readonly [string, OutboundMessage])[] = [
    ['nothing at all', build({ text: '' })],
    ['only spaces', build({ text: ' \n ' })],
  ]
  if (buttons.support === 'native') {
    const button = { label: 'x', value: 'x' }
    cases.push(['too many buttons', build({ buttons: Array.from({ length: buttons.max + 1 }, () => button) })])
    cases.push(['a label too long', build({ buttons: [{ ...button, label: 'x'.repeat(buttons.labelMaxChars + 1) }] })])
  }
  const { document } = files
  if (document !== undefined)
    cases.push(['a file too large', build({ files: [{ ...fileOf('document', 'text/plain'), bytes: document.maxBytes + 1 }] })])
  if (!adapter.capabilities.hostedByHub) cases.push(['an id that is not a chat’s', build({ chatId: 'drop table' })])
  return cases
}

function fileOf(kind: OutboundFile['kind'], mimeType: string): OutboundFile {
  const bytes = new TextEncoder().encode('some bytes\r\n--and a line like a boundary\r\n')
  return {
    kind,
    name: `a ${kind}.bin`,
    mimeType,
    bytes: bytes.byteLength,
    open: async () => new Blob([bytes]).stream(),
    publicUrl: `https://hub.example/public/${kind}`,
  }
}

/** Each fixture with one field of the top two levels replaced by something of another type. */
function mutations(fixtures: readonly Fixture[]): readonly (readonly [string, string])[] {
  const wrong = [null, 0, -1, 1.5, 'x', true, [], {}, [[]], 9e15]
  return fixtures.flatMap((fixture, index) => {
    const parsed = asObject(JSON.parse(fixture.body))
    const [kind, inner] = Object.entries(parsed).find(([, value]) => typeof value === 'object' && value !== null) ?? []
    if (kind === undefined) return []
    return Object.keys(asObject(inner)).map((key, position) => {
      const value = wrong[(index + position) % wrong.length]
      const changed = { ...parsed, [kind]: { ...asObject(inner), [key]: value } }
      return [`${fixture.name}: ${key} = ${JSON.stringify(value)}`, JSON.stringify(changed)] as const
    })
  })
}

function eventId(event: InboundEvent): string {
  return event.eventId
}

function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : []
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}

function shapeOf(schema: object): Readonly<Record<string, unknown>> {
  return 'shape' in schema ? asObject(schema.shape) : {}
}

function thrownBy(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('it threw nothing')
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: unknown) => error,
  )
}

/** Message, stack, causes and every field, however deep. */
function expectNoSecret(value: unknown, harness: Harness): void {
  const seen = `${inspect(value, { depth: 10, showHidden: true, getters: true })} ${value instanceof Error ? value.stack : ''}`
  for (const secret of harness.secretValues) expect(seen).not.toContain(secret)
}
