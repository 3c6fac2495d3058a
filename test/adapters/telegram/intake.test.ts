import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Connection, Emit, InboundEvent } from '../../../core/channel.ts'
import { startTelegramServer, type TelegramServer } from '../../support/telegram-server.ts'
import { connect, soon, webhookSecret } from './connect.ts'

let server: TelegramServer
beforeEach(async () => {
  server = await startTelegramServer()
})
afterEach(() => server.close())

const textOf = (event: InboundEvent) => (event.type === 'message' ? event.content.text : event.type)

function gateway(connection: Connection) {
  if (connection.intake.mode !== 'gateway') throw new Error('not a gateway')
  return connection.intake
}

describe('webhook', () => {
  test('install sets address, secret and all kinds of update that are read; uninstall removes it', async () => {
    const connection = connect(server)
    await connection.install?.(soon())
    expect(server.webhook()).toEqual({
      url: 'https://hub.example/webhooks/0197',
      secret: webhookSecret,
      allowedUpdates: ['message', 'edited_message', 'callback_query', 'my_chat_member', 'message_reaction'],
    })
    await connection.uninstall?.(soon())
    expect(server.webhook()).toBeNull()
  })

  test('without a public address install says so and calls nothing', async () => {
    await expect(connect(server, { webhookUrl: null }).install?.(soon())).rejects.toMatchObject({
      name: 'ChannelError',
      kind: 'permanent',
    })
    expect(server.requests).toEqual([])
  })

  test('an update that the platform posts arrives as an event', async () => {
    const received: InboundEvent[] = []
    const hub = createServer((req, res) => {
      const chunks: Buffer[] = []
      req.on('data', (chunk: Buffer) => chunks.push(chunk))
      req.on('end', () => {
        const headers = new Headers(
          Object.entries(req.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
        )
        if (connection.intake.mode !== 'webhook') throw new Error('not a webhook')
        const { events, response } = connection.intake.receive({
          headers,
          url: req.url ?? '',
          body: Buffer.concat(chunks).toString(),
        })
        received.push(...events)
        res.writeHead(response.status).end()
      })
    })
    await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve))
    const { port } = hub.address() as AddressInfo
    const connection = connect(server, { webhookUrl: `http://127.0.0.1:${port}/webhooks/0197` })
    await connection.install?.(soon())
    const delivery = await server.sendUpdate(server.user().text('Привет'))
    expect(delivery.status).toBe(200)
    expect(received.map(textOf)).toEqual(['Привет'])
    await new Promise((resolve) => hub.close(resolve))
  })
})

describe('polling', () => {
  test('a webhook that is left over is removed, and what waited comes in order', async () => {
    await connect(server).install?.(soon())
    const person = server.user()
    await server.sendUpdate(person.text('one'))
    await server.sendUpdate(person.text('two'))
    const abort = new AbortController()
    const texts: unknown[] = []
    await gateway(connect(server, { intake: 'polling' })).run(async (events) => {
      texts.push(...events.map(textOf))
      if (texts.length === 2) abort.abort()
    }, abort.signal)
    expect(texts).toEqual(['one', 'two'])
    expect(server.webhook()).toBeNull()
  })

  test('an update that comes while it waits is emitted with what the platform said, without NUL', async () => {
    const abort = new AbortController()
    const person = server.user()
    const seen: { events: readonly InboundEvent[]; raw: unknown }[] = []
    const running = gateway(connect(server, { intake: 'polling' })).run(async (events, raw) => {
      seen.push({ events, raw })
      abort.abort()
    }, abort.signal)
    await server.waitForCall((call) => call.method === 'deleteWebhook')
    const { update } = await server.sendUpdate(person.text('a\0b'))
    await running
    expect(seen.map((one) => one.events.map(textOf))).toEqual([['ab']])
    expect(seen[0]?.raw).toMatchObject({ update_id: update.update_id, message: { text: 'ab' } })
  })

  test('the platform is told only after emit has resolved: what failed comes again', async () => {
    const person = server.user()
    await server.sendUpdate(person.text('one'))
    await server.sendUpdate(person.text('two'))
    const failing: Emit = async (events) => {
      if (events.some((event) => textOf(event) === 'two')) throw new Error('the database is away')
    }
    await expect(gateway(connect(server, { intake: 'polling' })).run(failing, soon())).rejects.toThrow('the database is away')
    const abort = new AbortController()
    const texts: unknown[] = []
    await gateway(connect(server, { intake: 'polling' })).run(async (events) => {
      texts.push(...events.map(textOf))
      if (texts.length === 2) abort.abort()
    }, abort.signal)
    expect(texts).toEqual(['one', 'two'])
  })

  test('what was emitted is confirmed and does not come again', async () => {
    const person = server.user()
    await server.sendUpdate(person.text('one'))
    const first = new AbortController()
    const texts: unknown[] = []
    const running = gateway(connect(server, { intake: 'polling' })).run(async (events) => {
      texts.push(...events.map(textOf))
      if (texts.length === 2) first.abort()
    }, first.signal)
    await expect.poll(() => texts.length).toBe(1)
    await server.sendUpdate(person.text('two'))
    await running
    expect(texts).toEqual(['one', 'two'])
  })

  test('messages of one chat are emitted one after another, chats side by side', async () => {
    const [slow, quick] = [server.user({ firstName: 'Slow' }), server.user({ firstName: 'Quick' })]
    await server.sendUpdate(slow.text('slow 1'))
    await server.sendUpdate(slow.text('slow 2'))
    await server.sendUpdate(quick.text('quick 1'))
    const abort = new AbortController()
    const log: string[] = []
    const held = deferred()
    await gateway(connect(server, { intake: 'polling' })).run(async (events) => {
      const text = String(textOf(events[0] as InboundEvent))
      log.push(`begin ${text}`)
      if (text === 'quick 1') held.resolve()
      if (text === 'slow 1') await held.promise
      log.push(`end ${text}`)
      if (text === 'slow 2') abort.abort()
    }, abort.signal)
    expect(log.indexOf('begin quick 1')).toBeLessThan(log.indexOf('end slow 1'))
    expect(log.indexOf('end slow 1')).toBeLessThan(log.indexOf('begin slow 2'))
  })

  test('another program that polls with the same token is a conflict', async () => {
    const abort = new AbortController()
    const running = gateway(connect(server, { intake: 'polling' })).run(async () => undefined, abort.signal)
    const failure = running.then(
      () => null,
      (error: unknown) => error,
    )
    await server.waitForCall((call) => call.method === 'deleteWebhook')
    await expect
      .poll(() => fetch(`${server.url}/bot${server.token}/getUpdates?timeout=0`).then((response) => response.status))
      .toBe(200)
    await expect
      .poll(async () => {
        await fetch(`${server.url}/bot${server.token}/getUpdates`)
        return Promise.race([failure, Promise.resolve('still running')])
      })
      .toMatchObject({ name: 'ChannelError', kind: 'retryable' })
    abort.abort()
  })

  test('a token that was revoked ends it for good', async () => {
    server.revoke(server.token)
    await expect(gateway(connect(server, { intake: 'polling' })).run(async () => undefined, soon())).rejects.toMatchObject({
      name: 'ChannelError',
      kind: 'permanent',
      reason: 'bad_credentials',
    })
  })
})

describe('health', () => {
  const check = (connection: Connection) => connection.check(soon())

  test('all is well, and says who the bot is', async () => {
    const connection = connect(server)
    await connection.install?.(soon())
    expect(await check(connection)).toMatchObject({
      status: 'ok',
      code: 'ok',
      account: { id: '700100200', name: 'Stand-in Support', url: 'https://t.me/standin_700100200_bot' },
    })
    await connect(server).uninstall?.(soon())
    expect(await check(connect(server, { intake: 'polling' }))).toMatchObject({ status: 'ok', code: 'ok' })
  })

  test.each([
    ['no webhook', 'webhook_missing', async () => undefined, {}],
    ['no public address', 'no_public_url', async () => undefined, { webhookUrl: null }],
    [
      'a webhook that leads elsewhere',
      'webhook_missing',
      () => connect(server, { webhookUrl: 'https://other.example/x' }).install?.(soon()),
      {},
    ],
    ['a revoked token', 'token_refused', async () => server.revoke(server.token), {}],
  ])('%s needs a person: %s', async (_name, code, prepare, options) => {
    await prepare()
    expect(await check(connect(server, options))).toMatchObject({ status: 'action_needed', code })
  })

  test.each([
    [
      'a rate limit',
      'rate_limited',
      async () => server.fail({ type: 'status', status: 429, description: 'Too Many Requests', retryAfter: 3, method: 'getMe' }),
      {},
    ],
    ['no answer', 'unreachable', async () => server.fail({ type: 'reset', method: 'getMe' }), {}],
    ['a webhook while polling', 'webhook_in_the_way', () => connect(server).install?.(soon()), { intake: 'polling' as const }],
    [
      'a webhook of an older version',
      'webhook_outdated',
      () => setWebhook({ url: 'https://hub.example/webhooks/0197', allowed_updates: ['message'] }),
      {},
    ],
  ])('%s is degraded: %s', async (_name, code, prepare, options) => {
    await prepare()
    expect(await check(connect(server, options))).toMatchObject({ status: 'degraded', code })
  })

  test('a webhook that fails is told with the platform’s reason, and forgotten when it works', async () => {
    const hub = createServer((_req, res) => res.writeHead(status).end())
    let status = 503
    await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve))
    const { port } = hub.address() as AddressInfo
    const connection = connect(server, { webhookUrl: `http://127.0.0.1:${port}/`, now: new Date() })
    await connection.install?.(soon())
    await server.sendUpdate(server.user().text('hi'))
    expect(await check(connection)).toMatchObject({
      status: 'degraded',
      code: 'webhook_failing',
      detail: expect.stringContaining('503'),
    })
    status = 200
    await server.retryPending()
    expect(await check(connection)).toMatchObject({ status: 'ok' })
    await new Promise((resolve) => hub.close(resolve))
  })
})

async function setWebhook(params: object): Promise<void> {
  await fetch(`${server.url}/bot${server.token}/setWebhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  })
}

function deferred() {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve: () => resolve() }
}
