import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startTelegramServer, type TelegramServer } from '../../support/telegram-server.ts'

// The stand-in is as strict as the real service in what the hub relies on; a lenient one would prove nothing.

let server: TelegramServer
beforeAll(async () => {
  server = await startTelegramServer()
})
afterAll(() => server.close())

const answer = z.object({
  ok: z.boolean(),
  error_code: z.int().optional(),
  description: z.string().optional(),
  result: z.unknown().optional(),
})

async function call(method: string, params: object, token = server.token) {
  const response = await fetch(`${server.url}/bot${token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  })
  return { status: response.status, ...answer.parse(await response.json()) }
}

async function newChat(): Promise<number> {
  const person = server.user()
  await server.sendUpdate(person.text('hi'))
  return person.id
}

test.each([
  ['text over 4096 units', { text: 'x'.repeat(4097) }, 'Bad Request: message is too long'],
  ['no text', { text: ' ' }, 'Bad Request: message text is empty'],
  ['a quote of nothing', { text: 'x', reply_parameters: { message_id: 99 } }, 'Bad Request: message to be replied not found'],
  [
    'button data of 65 bytes',
    { text: 'x', reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: `${'ж'.repeat(32)}x` }]] } },
    'Bad Request: BUTTON_DATA_INVALID',
  ],
])('sendMessage refuses %s and keeps nothing', async (_name, params, description) => {
  const chatId = await newChat()
  expect(await call('sendMessage', { chat_id: chatId, ...params })).toMatchObject({
    status: 400,
    ok: false,
    error_code: 400,
    description,
  })
  expect(server.sent.filter((one) => one.params['chat_id'] === chatId)).toEqual([])
})

test('a person who never wrote can’t be written to', async () => {
  expect(await call('sendMessage', { chat_id: server.user().id, text: 'x' })).toMatchObject({
    status: 400,
    description: 'Bad Request: chat not found',
  })
})

test('an unknown token is 401, an unknown method 404', async () => {
  expect(await call('getMe', {}, '9:nobody')).toMatchObject({ status: 401, description: 'Unauthorized' })
  expect(await call('teleport', {})).toMatchObject({ status: 404 })
})

test('several bots have their own chats, webhooks and updates', async () => {
  const token = '700100201:AAAnotherBot'
  server.addBot(token, { firstName: 'Second', username: 'second_example_bot' })
  const person = server.user({ token })
  await server.sendUpdate(person.text('to the second'), { token })
  expect(await call('getMe', {}, token)).toMatchObject({ result: { id: 700100201, username: 'second_example_bot' } })
  expect(await call('sendMessage', { chat_id: person.id, text: 'x' })).toMatchObject({ status: 400 })
  expect(await call('sendMessage', { chat_id: person.id, text: 'x' }, token)).toMatchObject({ status: 200 })
  expect(await call('getUpdates', {}, token)).toMatchObject({ result: [{ message: { text: 'to the second' } }] })
  await call('setWebhook', { url: 'https://hub.example/2' }, token)
  expect(await call('getUpdates', {}, token)).toMatchObject({ status: 409 })
  expect(server.webhook()).toBeNull()
})

test('a secret token of other characters is refused', async () => {
  expect(await call('setWebhook', { url: 'https://hub.example/', secret_token: 'a b' })).toMatchObject({ status: 400 })
  expect(server.webhook()).toBeNull()
})

test('scripted failures are used up in order, and only by the calls that they fit', async () => {
  const [one, two] = [await newChat(), await newChat()]
  server.fail(
    { type: 'status', status: 429, description: 'Too Many Requests: retry after 9', retryAfter: 9, chatId: one },
    { type: 'status', status: 500, description: 'Internal Server Error', chatId: one, times: 2 },
  )
  expect((await call('getMe', {})).status).toBe(200)
  expect((await call('sendMessage', { chat_id: two, text: 'x' })).status).toBe(200)
  const statuses: number[] = []
  for (let attempt = 0; attempt < 4; attempt++) statuses.push((await call('sendMessage', { chat_id: one, text: 'x' })).status)
  expect(statuses).toEqual([429, 500, 500, 200])
  expect(server.requests.filter((request) => request.chatId === String(one)).map((request) => request.outcome)).toEqual([
    429, 500, 500, 200,
  ])
})
