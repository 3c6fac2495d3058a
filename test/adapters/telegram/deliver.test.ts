import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OutboundFile } from '../../../core/channel.ts'
import { ChannelError } from '../../../core/errors.ts'
import {
  type SentCall,
  startTelegramServer,
  type TelegramServer,
  type TelegramUser,
  type UploadedFile,
} from '../../support/telegram-server.ts'
import { connect, egress, outbound, soon, start } from './connect.ts'

let server: TelegramServer
let customer: TelegramUser

beforeAll(async () => {
  server = await startTelegramServer()
})
afterAll(() => server.close())

/** A person who has written once, so that the bot may write to them. */
async function newCustomer(): Promise<TelegramUser> {
  customer = server.user()
  await server.sendUpdate(customer.text('hi'))
  return customer
}

const callsTo = (person: TelegramUser) => server.sent.filter((call) => call.params['chat_id'] === person.id)
const file = (part: Partial<OutboundFile> = {}): OutboundFile => {
  const bytes = new Uint8Array([0, 255, 13, 10, 45, 45, 13, 10, 7])
  return {
    kind: 'document',
    name: 'a.bin',
    mimeType: 'application/octet-stream',
    bytes: 9,
    open: async () => new Blob([bytes]).stream(),
    ...part,
  }
}

describe('a message', () => {
  test('arrives as it was typed, and its id names the chat', async () => {
    const person = await newCustomer()
    const text = '<b>5 < 6 & "so"</b> *on* _and_ 🙂'
    const sent = await connect(server).deliver(outbound({ chatId: String(person.id), text }), soon())
    expect(sent).toEqual({ messageIds: [`${person.id}/2`], at: start })
    expect(callsTo(person).map((call) => call.params)).toEqual([{ chat_id: person.id, text }])
  })

  test('quotes with reply_parameters, and arrives although the quoted message is gone', async () => {
    const person = await newCustomer()
    await connect(server).deliver(outbound({ chatId: String(person.id), replyTo: `${person.id}/1` }), soon())
    await connect(server).deliver(outbound({ chatId: String(person.id), replyTo: `${person.id}/99` }), soon())
    expect(callsTo(person).map((call) => call.params['reply_parameters'])).toEqual([
      { message_id: 1, allow_sending_without_reply: true },
      { message_id: 99, allow_sending_without_reply: true },
    ])
  })

  test('quotes nothing of another chat', async () => {
    const person = await newCustomer()
    await connect(server).deliver(outbound({ chatId: String(person.id), replyTo: '-100/1' }), soon())
    expect(callsTo(person)[0]?.params).not.toHaveProperty('reply_parameters')
  })

  test('in a topic goes to the group and the topic of its author', async () => {
    const group = { id: -1001900000077, type: 'supergroup' as const, title: 'Group', is_forum: true as const }
    const from = { id: 5, is_bot: false, first_name: 'A' }
    await server.sendUpdate({
      message: { message_id: 8, date: 1, chat: group, from, text: 'x', message_thread_id: 3, is_topic_message: true },
    })
    const sent = await connect(server).deliver(outbound({ chatId: '-1001900000077/3:5' }), soon())
    expect(sent.messageIds).toEqual(['-1001900000077/9'])
    expect(server.sent.at(-1)?.params).toEqual({ chat_id: -1001900000077, message_thread_id: 3, text: 'hello' })
  })

  test('that is too long goes in parts: the quote on the first, the buttons on the last', async () => {
    const person = await newCustomer()
    const text = `${'a'.repeat(4000)}\n${'b'.repeat(4000)}\n${'c'.repeat(100)}`
    const buttons = [{ label: 'Yes', value: 'consent:yes' }]
    const sent = await connect(server).deliver(
      outbound({ chatId: String(person.id), text, buttons, replyTo: `${person.id}/1` }),
      soon(),
    )
    expect(sent.messageIds).toEqual([2, 3, 4].map((id) => `${person.id}/${id}`))
    const calls = callsTo(person)
    expect(calls.map((call) => call.params['text'])).toEqual(text.split('\n'))
    expect(calls.map((call) => 'reply_parameters' in call.params)).toEqual([true, false, false])
    expect(calls.map((call) => call.params['reply_markup'])).toEqual([
      undefined,
      undefined,
      { inline_keyboard: [[{ text: 'Yes', callback_data: 'consent:yes' }]] },
    ])
  })

  test.each([
    ['64 bytes of a button value', 'ж'.repeat(32), null],
    ['65 bytes', `${'ж'.repeat(32)}x`, 'rejected'],
    ['an empty value', '', 'rejected'],
  ])('%s', async (_name, value, reason) => {
    const person = await newCustomer()
    const before = server.requests.length
    const sending = connect(server).deliver(outbound({ chatId: String(person.id), buttons: [{ label: 'x', value }] }), soon())
    if (reason === null) await sending
    else await expect(sending).rejects.toMatchObject({ kind: 'permanent', reason, maybeSent: false })
    expect(server.requests).toHaveLength(before + (reason === null ? 1 : 0))
  })
})

describe('files', () => {
  test.each([
    ['image', 'image/png', 'sendPhoto', 'photo'],
    ['video', 'video/mp4', 'sendVideo', 'video'],
    ['audio', 'audio/mpeg', 'sendAudio', 'audio'],
    ['voice', 'audio/ogg; codecs=opus', 'sendVoice', 'voice'],
    ['document', 'application/pdf', 'sendDocument', 'document'],
    ['image', 'image/svg+xml', 'sendDocument', 'document'],
  ] as const)('%s of type %s goes by %s, byte for byte', async (kind, mimeType, method, field) => {
    const person = await newCustomer()
    await connect(server).deliver(
      outbound({ chatId: String(person.id), text: 'look', files: [file({ kind, mimeType })] }),
      soon(),
    )
    const [call] = callsTo(person)
    expect(call).toMatchObject({ method, params: { caption: 'look' } })
    const upload = uploaded(call, field)
    expect([...upload.bytes]).toEqual([0, 255, 13, 10, 45, 45, 13, 10, 7])
    expect(upload.name).toBe('a.bin')
  })

  test('a caption that is too long goes ahead as a text', async () => {
    const person = await newCustomer()
    await connect(server).deliver(
      outbound({ chatId: String(person.id), text: 'x'.repeat(1025), files: [file(), file()] }),
      soon(),
    )
    expect(callsTo(person).map((call) => [call.method, 'caption' in call.params])).toEqual([
      ['sendMessage', false],
      ['sendDocument', false],
      ['sendDocument', false],
    ])
  })

  test('a name can’t break the request', async () => {
    const person = await newCustomer()
    await connect(server).deliver(
      outbound({ chatId: String(person.id), files: [file({ name: 'счёт";\r\nx: 1\\.pdf' })] }),
      soon(),
    )
    expect(uploaded(callsTo(person)[0], 'document').name).toBe('счёт____x: 1_.pdf')
  })

  test('a file that can’t be read is certainly not sent', async () => {
    const person = await newCustomer()
    const broken = file({ open: () => Promise.reject(new Error('disk')) })
    await expect(connect(server).deliver(outbound({ chatId: String(person.id), files: [broken] }), soon())).rejects.toMatchObject(
      {
        name: 'ChannelError',
        kind: 'retryable',
        maybeSent: false,
      },
    )
    const gone = new ChannelError('the file is not stored', { kind: 'permanent', reason: 'rejected' })
    const missing = file({
      open: () => {
        throw gone
      },
    })
    await expect(connect(server).deliver(outbound({ chatId: String(person.id), files: [missing] }), soon())).rejects.toBe(gone)
    expect(callsTo(person)).toEqual([])
  })

  test('is fetched by its reference, and the answer does not tell the address', async () => {
    const ref = server.addFile(new Uint8Array([1, 2, 3]), 'documents/a file №1.txt')
    // Not the egress, which hides the address as well.
    const response = await connect(server, { fetch }).fetchFile(ref, soon())
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([1, 2, 3])
    expect(response.url).toBe('')
    expect(response.headers.get('content-length')).toBe('3')
  })

  test.each([
    ['an unknown reference', () => 'nothing', { kind: 'permanent', reason: 'rejected' }],
    [
      'a file over 20 MB',
      () => server.addFile(new Uint8Array(20 * 1024 * 1024 + 1)),
      { kind: 'permanent', reason: 'file_too_large' },
    ],
  ])('%s is not fetched', async (_name, ref, expected) => {
    await expect(connect(server).fetchFile(ref(), soon())).rejects.toMatchObject({ name: 'ChannelError', ...expected })
  })
})

describe('a download that fails', () => {
  const found = () => Response.json({ ok: true, result: { file_id: 'x', file_unique_id: 'y', file_path: 'documents/x' } })
  const failing = (download: (url: string) => Promise<Response>) =>
    connect(server, { fetch: async (url) => (String(url).includes('/file/') ? download(String(url)) : found()) }).fetchFile(
      'x',
      soon(),
    )

  test.each([
    [401, { kind: 'permanent', reason: 'bad_credentials' }],
    [403, { kind: 'permanent', reason: 'rejected' }],
    [404, { kind: 'retryable', reason: 'unreachable' }],
    [429, { kind: 'retryable', reason: 'unreachable' }],
    [503, { kind: 'retryable', reason: 'unreachable' }],
  ])('with %i', async (status, expected) => {
    await expect(failing(async () => new Response('no', { status }))).rejects.toMatchObject({ name: 'ChannelError', ...expected })
  })

  test('without an answer does not tell the address', async () => {
    const error: unknown = await failing((url) => Promise.reject(new Error(`${url} is away`))).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'ChannelError', kind: 'retryable' })
    expect(inspect(error, { depth: 10 })).not.toContain(server.token)
  })
})

describe('a message in parts that fails half way', () => {
  const long = `${'a'.repeat(4000)}\n${'b'.repeat(4000)}`

  test('waits out a rate limit and goes on where it stopped', async () => {
    const person = await newCustomer()
    const limited = server.requests.length
    const patient = connect(server, {
      fetch: async (url, init) => {
        if (callsTo(person).length === 1 && !server.requests.slice(limited).some((request) => request.outcome === 429)) {
          server.fail({
            type: 'status',
            status: 429,
            description: 'Too Many Requests: retry after 1',
            retryAfter: 1,
            chatId: person.id,
          })
        }
        return egress(url, init)
      },
    })
    const sent = await patient.deliver(outbound({ chatId: String(person.id), text: long }), soon())
    expect(sent.messageIds).toHaveLength(2)
    const mine = server.requests.slice(limited).filter((request) => request.chatId === String(person.id))
    expect(mine.map((request) => request.outcome)).toEqual([200, 429, 200])
    expect((mine[2]?.at ?? 0) - (mine[1]?.at ?? 0)).toBeGreaterThanOrEqual(990)
  })

  test('is in doubt, so that nobody starts it over', async () => {
    const person = await newCustomer()
    const half = connect(server, {
      fetch: async (url, init) => {
        if (callsTo(person).length === 1)
          server.fail({ type: 'status', status: 500, description: 'Internal Server Error', chatId: person.id })
        return egress(url, init)
      },
    })
    await expect(half.deliver(outbound({ chatId: String(person.id), text: long }), soon())).rejects.toMatchObject({
      kind: 'retryable',
      maybeSent: true,
    })
    expect(callsTo(person)).toHaveLength(1)
  })
})

test('a group that became a supergroup is written to under its new id, without the quote of an old number', async () => {
  const bodies: unknown[] = []
  const moving = connect(server, {
    fetch: async (_url, init) => {
      bodies.push(JSON.parse(String(init?.body)))
      if (bodies.length > 1) return Response.json({ ok: true, result: { message_id: 4, chat: { id: -1001900000010 } } })
      const parameters = { migrate_to_chat_id: -1001900000010 }
      const description = 'Bad Request: group chat was upgraded to a supergroup chat'
      return Response.json({ ok: false, error_code: 400, description, parameters }, { status: 400 })
    },
  })
  const sent = await moving.deliver(outbound({ chatId: '-4500000001:5', replyTo: '-4500000001/2' }), soon())
  expect(sent.messageIds).toEqual(['-1001900000010/4'])
  expect(bodies[1]).toEqual({ chat_id: -1001900000010, text: 'hello' })
})

describe('over a real connection', () => {
  test.each([
    ['reset before anything was done', { type: 'reset' }, 0, { kind: 'retryable', maybeSent: true }],
    ['accepted, then dropped', { type: 'drop' }, 1, { kind: 'retryable', maybeSent: true }],
    ['accepted, then garbage', { type: 'garbage' }, 1, { kind: 'retryable', maybeSent: true }],
    ['gate 502', { type: 'status', status: 502, description: 'Bad Gateway' }, 0, { kind: 'retryable', maybeSent: true }],
  ] as const)('%s', async (_name, failure, accepted, expected) => {
    const person = await newCustomer()
    server.fail({ ...failure, chatId: person.id })
    await expect(connect(server).deliver(outbound({ chatId: String(person.id) }), soon())).rejects.toMatchObject(expected)
    expect(callsTo(person)).toHaveLength(accepted)
  })

  test('a call that hangs ends with the signal', async () => {
    const person = await newCustomer()
    server.fail({ type: 'hang', chatId: person.id })
    const abort = new AbortController()
    const sending = connect(server).deliver(outbound({ chatId: String(person.id) }), abort.signal)
    await Promise.race([
      sending.catch(() => undefined),
      waitUntil(() => server.requests.some((one) => one.outcome === 'hang' && one.chatId === String(person.id))),
    ])
    abort.abort()
    await expect(sending).rejects.toMatchObject({ name: 'ChannelError', maybeSent: true })
  })

  test('nobody listens: certainly not sent', async () => {
    const gone = await startTelegramServer()
    await gone.close()
    await expect(connect(gone).deliver(outbound({ chatId: '1' }), soon())).rejects.toMatchObject({
      kind: 'retryable',
      maybeSent: false,
    })
  })
})

describe('the platform refuses', () => {
  test('a person who blocked the bot', async () => {
    const person = await newCustomer()
    await server.sendUpdate(person.block())
    await expect(connect(server).deliver(outbound({ chatId: String(person.id) }), soon())).rejects.toMatchObject({
      kind: 'permanent',
      reason: 'blocked_by_contact',
    })
    await server.sendUpdate(person.unblock())
    await connect(server).deliver(outbound({ chatId: String(person.id) }), soon())
  })

  test('a chat that it does not know', async () => {
    await expect(connect(server).deliver(outbound({ chatId: '42' }), soon())).rejects.toMatchObject({
      kind: 'permanent',
      reason: 'chat_not_found',
    })
  })

  test('a token that it does not know', async () => {
    const other = connect(server, { token: '1:unknown' })
    await expect(other.deliver(outbound({ chatId: '42' }), soon())).rejects.toMatchObject({
      kind: 'permanent',
      reason: 'bad_credentials',
    })
  })
})

describe('after sending', () => {
  test('a text is edited, also to what it is already', async () => {
    const person = await newCustomer()
    const connection = connect(server)
    const { messageIds } = await connection.deliver(outbound({ chatId: String(person.id) }), soon())
    const edit = { chatId: String(person.id), messageId: messageIds[0] ?? '', text: 'other' }
    await connection.edit?.(edit, soon())
    await connection.edit?.(edit, soon())
    expect(callsTo(person).at(-1)?.params).toEqual({ chat_id: person.id, message_id: 2, text: 'other' })
    await expect(connection.edit?.({ ...edit, text: 'x'.repeat(4097) }, soon())).rejects.toMatchObject({
      kind: 'permanent',
      reason: 'too_long',
    })
  })

  test('the text of a file is its caption', async () => {
    const person = await newCustomer()
    const connection = connect(server)
    const { messageIds } = await connection.deliver(outbound({ chatId: String(person.id), files: [file()] }), soon())
    await connection.edit?.({ chatId: String(person.id), messageId: messageIds[0] ?? '', text: 'other' }, soon())
    expect(callsTo(person).at(-1)).toMatchObject({ method: 'editMessageCaption', params: { caption: 'other' } })
  })

  test('a message is removed, also when it is gone already', async () => {
    const person = await newCustomer()
    const connection = connect(server)
    const { messageIds } = await connection.deliver(outbound({ chatId: String(person.id) }), soon())
    const where = { chatId: String(person.id), messageId: messageIds[0] ?? '' }
    await connection.remove?.(where, soon())
    await connection.remove?.(where, soon())
    expect(callsTo(person).map((call) => call.method)).toEqual(['sendMessage', 'deleteMessage'])
  })

  test('a reaction is set and taken away, and one that Telegram does not allow is not supported', async () => {
    const person = await newCustomer()
    const connection = connect(server)
    const where = { chatId: String(person.id), messageId: `${person.id}/1` }
    await connection.react?.({ ...where, emoji: '👍' }, soon())
    await connection.react?.({ ...where, emoji: null }, soon())
    expect(callsTo(person).map((call) => call.params['reaction'])).toEqual([[{ type: 'emoji', emoji: '👍' }], []])
    await expect(connection.react?.({ ...where, emoji: '🧿' }, soon())).rejects.toMatchObject({
      kind: 'permanent',
      reason: 'not_supported',
    })
  })

  test('a pressed button is answered', async () => {
    const person = await newCustomer()
    const connection = connect(server)
    await connection.deliver(outbound({ chatId: String(person.id), buttons: [{ label: 'Yes', value: 'yes' }] }), soon())
    const { update } = await server.sendUpdate(person.press(2, 'yes'))
    await connection.acknowledge?.(update.callback_query?.id ?? '', soon())
    expect(server.sent.at(-1)).toMatchObject({
      method: 'answerCallbackQuery',
      params: { callback_query_id: update.callback_query?.id },
    })
    await expect(connection.acknowledge?.('1', soon())).rejects.toMatchObject({ kind: 'permanent', reason: 'rejected' })
  })
})

/** What the stand-in keeps of an upload. */
function uploaded(call: SentCall | undefined, field: string): UploadedFile {
  return call?.params[field] as UploadedFile
}

async function waitUntil(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}
