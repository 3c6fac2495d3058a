import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OutboundFile } from '../../../core/channel.ts'
import { type DiscordPerson, type DiscordServer, startDiscordServer } from '../../support/discord-server.ts'
import { connect, egress, outbound, soon } from './connect.ts'

let server: DiscordServer
beforeAll(async () => {
  server = await startDiscordServer()
})
afterAll(() => server.close())

const callsTo = (channel: string) => server.sent.filter((call) => call.path === `/channels/${channel}/messages`)
const sentTo = (channel: string) =>
  server.messagesIn(channel).filter((message) => JSON.stringify(message['author']).includes(server.botId))
const idOf = (call: Readonly<{ answer: unknown }> | undefined): string => JSON.parse(JSON.stringify(call?.answer ?? {})).id ?? ''
const file = (part: Partial<OutboundFile> = {}): OutboundFile => ({
  kind: 'document',
  name: 'a.bin',
  mimeType: 'application/octet-stream',
  bytes: 9,
  open: async () => new Blob([new Uint8Array([0, 255, 13, 10, 45, 45, 13, 10, 7])]).stream(),
  ...part,
})
const id = (n: number) => `01970000-0000-7000-8000-${String(n).padStart(12, '0')}`
let numbered = 1000
const next = () => {
  numbered += 1
  return id(numbered)
}
const to = (person: DiscordPerson, part: Partial<Parameters<typeof outbound>[0]> = {}) =>
  outbound({ id: next(), chatId: person.direct, ...part })

describe('a message', () => {
  test('arrives as it was typed, calls nobody, and its id names the channel', async () => {
    const person = server.person()
    const text = '@everyone <@1> *on* _and_ 🙂'
    const sent = await connect(server).deliver(to(person, { text }), soon())
    const [call] = callsTo(person.direct)
    expect(sent.messageIds).toEqual([`${person.direct}/${idOf(call)}`])
    expect(call?.body).toEqual({
      content: text,
      allowed_mentions: { parse: [], replied_user: false },
      nonce: expect.stringMatching(/^[\w-]{1,25}$/),
      enforce_nonce: true,
    })
  })

  test('quotes what is in its channel, arrives although that is gone, and quotes nothing of another', async () => {
    const person = server.person()
    const asked = person.say('hi')
    await connect(server).deliver(to(person, { replyTo: `${person.direct}/${asked.id}` }), soon())
    await connect(server).deliver(to(person, { replyTo: `${person.direct}/99` }), soon())
    await connect(server).deliver(to(person, { replyTo: '77/99' }), soon())
    expect(callsTo(person.direct).map((call) => JSON.parse(JSON.stringify(call.body)).message_reference)).toEqual([
      { message_id: asked.id, fail_if_not_exists: false },
      { message_id: '99', fail_if_not_exists: false },
      undefined,
    ])
  })

  test('of 2,001 characters goes in two parts', async () => {
    const person = server.person()
    const sent = await connect(server).deliver(to(person, { text: 'x'.repeat(2001) }), soon())
    expect(sent.messageIds).toHaveLength(2)
    expect(sentTo(person.direct).map((message) => message.content.length)).toEqual([2000, 1])
  })

  test.each([
    ['100 characters of a button value', ['x'.repeat(100)], null],
    ['101 characters', ['x'.repeat(101)], 'rejected'],
    ['an empty value', [''], 'rejected'],
    ['the same value twice', ['a', 'a'], 'rejected'],
  ])('%s', async (_name, values, reason) => {
    const person = server.person()
    const buttons = values.map((value) => ({ label: 'x', value }))
    const sending = connect(server).deliver(to(person, { buttons }), soon())
    if (reason === null) await sending
    else await expect(sending).rejects.toMatchObject({ kind: 'permanent', reason, maybeSent: false })
    expect(callsTo(person.direct)).toHaveLength(reason === null ? 1 : 0)
  })
})

describe('the nonce', () => {
  test.each([
    ['dropped', { type: 'drop' }],
    ['answered with a page', { type: 'garbage' }],
  ] as const)('an accepted call whose answer is %s: the retry gives the same message', async (_name, failure) => {
    const person = server.person()
    const message = to(person)
    server.fail({ ...failure, path: new RegExp(person.direct) })
    await expect(connect(server).deliver(message, soon())).rejects.toMatchObject({ kind: 'retryable', maybeSent: true })
    const sent = await connect(server).deliver(message, soon())
    expect(sentTo(person.direct)).toHaveLength(1)
    expect(sent.messageIds).toEqual([`${person.direct}/${sentTo(person.direct)[0]?.id}`])
  })

  test('a message that is half sent is completed, not repeated', async () => {
    const person = server.person()
    const message = to(person, { text: `${'a'.repeat(2000)}\n${'b'.repeat(2000)}` })
    const connection = connect(server)
    const abort = new AbortController()
    let calls = 0
    const failing = connect(server, {
      fetch: (url, init) => {
        calls += String(url).endsWith('/messages') ? 1 : 0
        return calls === 2 ? Promise.reject(new TypeError('x', { cause: { code: 'ECONNRESET' } })) : egress(url, init)
      },
    })
    await expect(failing.deliver(message, abort.signal)).rejects.toMatchObject({ kind: 'retryable', maybeSent: true })
    expect(await connection.findSent?.(message, soon())).toBeNull()
    const sent = await connection.deliver(message, soon())
    expect(sentTo(person.direct).map((one) => one.content[0])).toEqual(['a', 'b'])
    expect(await connection.findSent?.(message, soon())).toEqual({ messageIds: sent.messageIds })
    expect(await connection.findSent?.(to(person), soon())).toBeNull()
  })
})

describe('files', () => {
  test('go in one message, byte for byte, up to ten', async () => {
    const person = server.person()
    const files = Array.from({ length: 11 }, (_, index) => file({ name: `${index}.bin` }))
    const sent = await connect(server).deliver(to(person, { text: 'look', files }), soon())
    const [first] = callsTo(person.direct)
    expect(sent.messageIds).toHaveLength(2)
    expect(callsTo(person.direct).reduce((sum, call) => sum + call.files.length, 0)).toBe(11)
    expect(first?.files[0]).toMatchObject({ field: 'files[0]', name: '0.bin', type: 'application/octet-stream' })
    expect([...(first?.files[0]?.bytes ?? [])]).toEqual([0, 255, 13, 10, 45, 45, 13, 10, 7])
    expect(first?.body).toMatchObject({ content: 'look' })
  })

  test('a name and a type can’t break the request', async () => {
    const person = server.person()
    const odd = file({ name: 'счёт";\r\nx: 1\\.pdf', mimeType: 'text/plain\r\nx: 1' })
    await connect(server).deliver(to(person, { files: [odd] }), soon())
    expect(callsTo(person.direct)[0]?.files[0]).toMatchObject({ name: 'счёт____x: 1_.pdf', type: 'application/octet-stream' })
  })

  test('a file that can’t be read is certainly not sent', async () => {
    const person = server.person()
    const broken = file({ open: () => Promise.reject(new Error('disk')) })
    await expect(connect(server).deliver(to(person, { files: [broken] }), soon())).rejects.toMatchObject({ kind: 'retryable' })
    expect(sentTo(person.direct)).toEqual([])
  })

  test('are fetched by their message, and the answer does not tell the address', async () => {
    const person = server.person()
    const bytes = new Uint8Array([1, 2, 3])
    const asked = person.say('', { attachments: [{ name: 'a file №1.txt', type: 'text/plain', bytes }] })
    const [attachment] = JSON.parse(JSON.stringify(asked['attachments']))
    const ref = `a/${person.direct}/${asked.id}/${attachment.id}`
    const response = await connect(server, { fetch }).fetchFile(ref, soon())
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([1, 2, 3])
    expect(response.url).toBe('')
    person.remove(asked)
    await expect(connect(server).fetchFile(ref, soon())).rejects.toMatchObject({ name: 'ChannelError', kind: 'permanent' })
  })

  test('stickers are fetched from where stickers are', async () => {
    server.addSticker('749054660769218631', new Uint8Array([9]))
    const response = await connect(server).fetchFile('s/749054660769218631.png', soon())
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([9])
  })

  test.each(['', 'ref', 'https://example.com/x', 's/../x.png', 'a/1/2', 's/1.exe'])(
    'a foreign reference is refused: %s',
    async (ref) => {
      await expect(connect(server).fetchFile(ref, soon())).rejects.toMatchObject({ kind: 'permanent', reason: 'rejected' })
    },
  )

  test('an address of another host is not called', async () => {
    const asked: string[] = []
    const lying = connect(server, {
      fetch: async (url) => {
        asked.push(String(url))
        const attachments = [{ id: '3', filename: 'x', size: 1, url: 'https://evil.example/attachments/1/3/x' }]
        const author = { id: '4', username: 'x' }
        return Response.json({ id: '2', channel_id: '1', author, type: 0, content: '', attachments })
      },
    })
    await expect(lying.fetchFile('a/1/2/3', soon())).rejects.toMatchObject({ kind: 'permanent', reason: 'rejected' })
    expect(asked).toEqual([`${server.url}/v10/channels/1/messages/2`])
  })
})

describe('a customer who takes no direct messages', () => {
  test('is called to a private thread of their own, the same one each time, and a button there belongs to their chat', async () => {
    const person = server.person({ name: 'Mila' })
    person.closeDirect()
    const connection = connect(server, { place: 'support' })
    const buttons = [{ label: 'Yes', value: 'consent:yes' }]
    const one = await connection.deliver(to(person, { text: 'one', buttons }), soon())
    const two = await connect(server, { place: 'support' }).deliver(to(person, { text: 'two' }), soon())
    const threads = [...one.messageIds, ...two.messageIds].map((messageId) => messageId.split('/')[0] ?? '')
    expect(new Set(threads).size).toBe(1)
    const [thread = ''] = threads
    expect(callsTo(thread).map((call) => call.body)).toMatchObject([
      { content: `<@${person.user.id}>\none`, allowed_mentions: { parse: [], users: [person.user.id] } },
      { content: `<@${person.user.id}>\ntwo` },
    ])
    const customId = `consent:yes @${person.direct}`
    expect(JSON.stringify(callsTo(thread)[0]?.body)).toContain(customId)
    const press = {
      id: '1210000000000000000',
      type: 3,
      token: 't',
      channel_id: thread,
      guild_id: server.guildId,
      member: { user: person.user },
      data: { custom_id: customId, component_type: 2 },
    }
    expect(connection.parse?.(JSON.stringify({ t: 'INTERACTION_CREATE', s: 1, d: press }))).toMatchObject([
      { type: 'button_pressed', chatId: person.direct, value: 'consent:yes' },
    ])
  })

  test('is called by a message before one that has no room for it', async () => {
    const person = server.person()
    person.closeDirect()
    const sent = await connect(server, { place: 'support' }).deliver(to(person, { text: 'x'.repeat(2000) }), soon())
    const [thread = ''] = (sent.messageIds[0] ?? '').split('/')
    expect(sentTo(thread).map((message) => message.content)).toEqual([`<@${person.user.id}>`, 'x'.repeat(2000)])
  })

  test.each([
    ['without a support channel', undefined],
    ['in a forum, which has no private threads', 'forum'],
  ] as const)('can’t be reached %s', async (_name, place) => {
    const person = server.person()
    person.closeDirect()
    const connection = connect(server, place === undefined ? {} : { place })
    await expect(connection.deliver(to(person), soon())).rejects.toMatchObject({
      kind: 'permanent',
      reason: 'blocked_by_contact',
      maybeSent: false,
    })
  })
})

describe('for the author’s eyes', () => {
  test('it goes to their private thread, or by direct message, and never into the open', async () => {
    const person = server.person()
    const open = server.openThread(server.supportChannelId)
    const message = to(person, { chatId: `${open}:${person.user.id}`, audience: 'author' })
    const own = await connect(server, { place: 'support' }).deliver(message, soon())
    const direct = await connect(server).deliver({ ...message, id: next() }, soon())
    expect(own.messageIds[0]).not.toMatch(new RegExp(`^${open}/`))
    expect(direct.messageIds[0]).toMatch(new RegExp(`^${person.direct}/`))
    person.closeDirect()
    await expect(connect(server).deliver({ ...message, id: next() }, soon())).rejects.toMatchObject({
      reason: 'blocked_by_contact',
    })
    expect(sentTo(open)).toEqual([])
    const [thread = ''] = (own.messageIds[0] ?? '').split('/')
    const again = { ...message, id: next(), chatId: `${thread}:${person.user.id}` }
    expect((await connect(server, { place: 'support' }).deliver(again, soon())).messageIds[0]).toMatch(new RegExp(`^${thread}/`))
  })
})

describe('what goes wrong', () => {
  test.each([
    ['429 with parts of a second', { status: 429, retryAfter: 0.4 }, { kind: 'rate_limited', retryAfterMs: 400 }],
    ['401', { status: 401 }, { kind: 'permanent', reason: 'bad_credentials' }],
    ['403 50001', { status: 403, code: 50001 }, { kind: 'permanent', reason: 'no_permission' }],
    ['403 50013', { status: 403, code: 50013 }, { kind: 'permanent', reason: 'no_permission' }],
    ['404 10003', { status: 404, code: 10003 }, { kind: 'permanent', reason: 'chat_not_found' }],
    ['400 50035', { status: 400, code: 50035 }, { kind: 'permanent', reason: 'rejected' }],
    ['413', { status: 413, code: 40005 }, { kind: 'permanent', reason: 'file_too_large' }],
    ['a gate that refuses', { status: 403, page: true }, { kind: 'retryable', reason: 'unreachable' }],
    ['502', { status: 502, page: true }, { kind: 'retryable', reason: 'unreachable', maybeSent: true }],
  ])('%s, once and without a retry of the library’s own', async (_name, failure, expected) => {
    const person = server.person()
    const before = server.requests.length
    server.fail({ type: 'status', path: new RegExp(person.direct), ...failure })
    const error = await connect(server)
      .deliver(to(person), soon())
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({ name: 'ChannelError', ...expected })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/127\.0\.0\.1|hello|StdIn0/)
    expect(server.requests).toHaveLength(before + 1)
  })

  test('a hung connection ends with the signal', async () => {
    const person = server.person()
    server.fail({ type: 'hang', path: new RegExp(person.direct) })
    await expect(connect(server).deliver(to(person), AbortSignal.timeout(300))).rejects.toMatchObject({
      kind: 'retryable',
      maybeSent: true,
    })
  })
})

describe('changes', () => {
  test('edit, react, react otherwise, take it away, remove twice', async () => {
    const person = server.person()
    const connection = connect(server)
    const { messageIds } = await connection.deliver(to(person), soon())
    const ref = { chatId: person.direct, messageId: messageIds[0] ?? '' }
    await connection.edit?.({ ...ref, text: 'changed' }, soon())
    await connection.react?.({ ...ref, emoji: '👍' }, soon())
    await connection.react?.({ ...ref, emoji: '🎉' }, soon())
    expect(JSON.stringify(sentTo(person.direct)[0]?.['reactions'])).toMatch(/🎉/)
    expect(JSON.stringify(sentTo(person.direct)[0]?.['reactions'])).not.toMatch(/👍/)
    await connection.react?.({ ...ref, emoji: null }, soon())
    expect(sentTo(person.direct)).toMatchObject([{ content: 'changed', reactions: [] }])
    await connection.typing?.(person.direct, soon())
    await connection.remove?.(ref, soon())
    await connection.remove?.(ref, soon())
    expect(sentTo(person.direct)).toEqual([])
    await expect(connection.edit?.({ ...ref, text: 'x'.repeat(2001) }, soon())).rejects.toMatchObject({ reason: 'too_long' })
  })

  test('the command is registered once, also when repaired, and removed', async () => {
    const connection = connect(server, { place: 'support' })
    expect(await connection.check(soon())).toMatchObject({ status: 'degraded', code: 'command_missing' })
    await connection.install?.(soon())
    await connection.install?.(soon())
    expect(await connection.check(soon())).toMatchObject({
      status: 'ok',
      account: { id: server.botId, url: expect.stringContaining('scope=bot+applications.commands') },
    })
    await connection.uninstall?.(soon())
    await connection.uninstall?.(soon())
    expect(server.sent.filter((call) => call.method === 'DELETE' && call.template.endsWith('{command_id}'))).toHaveLength(1)
  })

  test.each([
    ['another application', { applicationId: '1100000000000000009' }, 'wrong_application'],
    ['a server without the bot', { guildId: '1100000000000000199' }, 'no_server_access'],
    [
      'a channel that it can’t see',
      { guildId: '1100000000000000100', supportChannelId: '1100000000000000199' },
      'no_server_access',
    ],
  ])('the check names %s', async (_name, config, code) => {
    expect(await connect(server, { config }).check(soon())).toMatchObject({ code })
  })

  test('the check names a refused token, a limit and silence', async () => {
    server.fail({ type: 'status', status: 401, path: /@me/ })
    expect(await connect(server).check(soon())).toMatchObject({ status: 'action_needed', code: 'token_refused' })
    server.fail({ type: 'status', status: 429, retryAfter: 3, path: /@me/ })
    expect(await connect(server).check(soon())).toMatchObject({ status: 'degraded', code: 'rate_limited' })
    server.fail({ type: 'reset', path: /@me/ })
    expect(await connect(server).check(soon())).toMatchObject({ status: 'degraded', code: 'unreachable' })
  })
})
