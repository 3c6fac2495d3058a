import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../core/ids.ts'
import { type Business, messagesOf, openBusiness } from '../support/business.ts'
import { startWorldWithHub, type TestHub } from '../support/hub.ts'
import { keptLog } from '../support/kept-log.ts'

const { log, lines } = keptLog()
let hub: TestHub
let business: Business
let secret: string
beforeAll(async () => {
  hub = await startWorldWithHub({ log })
  business = await openBusiness(hub)
  secret = hub.telegram.webhook(business.token)?.secret ?? ''
})
afterAll(() => hub.stop())

type Given = {
  readonly path?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}
const post = async ({
  path = `/webhooks/${business.channelId}`,
  method = 'POST',
  headers = { 'x-telegram-bot-api-secret-token': secret },
  body = '{"update_id":1}',
}: Given) => await hub.app.request(path, { method, headers, ...(method !== 'GET' && { body }) })

const rows = async () =>
  (
    await hub.deps
      .sql`select (select count(*)::int from inbound_events) as events, (select count(*)::int from messages) as messages`
  )[0]

test.each([
  ['without its secret', () => ({ headers: {} })],
  ['with a wrong secret', () => ({ headers: { 'x-telegram-bot-api-secret-token': 'wrong' } })],
  ['with the beginning of the secret', () => ({ headers: { 'x-telegram-bot-api-secret-token': secret.slice(0, -1) } })],
  ['with one sign more than the secret', () => ({ headers: { 'x-telegram-bot-api-secret-token': `${secret}x` } })],
  ['with an empty secret', () => ({ headers: { 'x-telegram-bot-api-secret-token': '' } })],
])('a webhook %s is 401, and leaves no row', async (_name, given) => {
  const before = await rows()
  const response = await post(given())
  expect(response.status).toBe(401)
  expect(await response.json()).toMatchObject({ error: { code: 'unauthenticated' } })
  expect(await rows()).toEqual(before)
})

test('a webhook with the secret of another channel is 401', async () => {
  const other = await openBusiness(hub)
  const foreign = hub.telegram.webhook(other.token)?.secret ?? ''
  expect((await post({ headers: { 'x-telegram-bot-api-secret-token': foreign } })).status).toBe(401)
})

test.each([
  ['an unknown channel', { path: `/webhooks/${newId()}` }],
  ['an id that is none', { path: '/webhooks/constructor' }],
  ['an encoded path', { path: '/webhooks/..%2f..%2fetc' }],
  ['another verb', { method: 'GET' }],
])('%s is 404', async (_name, given) => {
  expect((await post(given)).status).toBe(404)
})

test.each([
  ['no JSON', 'hello', 400],
  ['half of it', '{"update_id":1,', 400],
  ['nothing', '', 400],
  ['a list', '[]', 400],
  ['null', 'null', 400],
  ['no number', '{"message":{}}', 400],
  ['an update of an unknown kind', '{"update_id":7001,"hologram":{"x":1}}', 200],
  ['__proto__', '{"update_id":7002,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}', 200],
  ['a message without its chat', '{"update_id":7003,"message":{"message_id":1}}', 200],
])('a genuine body with %s is answered with %s or stored as unsupported, and the process lives', async (_name, body, status) => {
  expect((await post({ body })).status).toBe(status)
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})

test('a body that is too large is 413', async () => {
  const before = await rows()
  expect((await post({ body: `{"update_id":1,"x":"${'x'.repeat(1_100_000)}"}` })).status).toBe(413)
  expect(await rows()).toEqual(before)
})

test('a body that is nested ten thousand deep does no harm', async () => {
  const response = await post({ body: `{"update_id":7004,"x":${'['.repeat(10_000)}${']'.repeat(10_000)}}` })
  expect([200, 400]).toContain(response.status)
})

test('with all of the secret the message is stored once and for all', async () => {
  const body = JSON.stringify({ ...business.customer().text('Genuine'), update_id: 9001 })
  for (const _ of [1, 2, 3]) expect((await post({ body })).status).toBe(200)
  expect((await messagesOf(hub, business)).filter((row) => row.text === 'Genuine')).toHaveLength(1)
})

test('no answer and no line of the log holds the secret or the words', async () => {
  const response = await post({ headers: {} })
  expect(await response.text()).not.toContain(secret)
  expect(lines.length).toBeGreaterThan(5)
  expect(lines.join()).not.toContain(secret)
  expect(lines.join()).not.toContain('Genuine')
})
