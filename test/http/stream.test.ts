import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createApiKey } from '../../src/services/access/create-api-key.ts'
import { type Business, openBusiness } from '../support/business.ts'
import { startWorldWithHub, type TestHub } from '../support/hub.ts'
import { signIn } from '../support/signed-in.ts'
import { openSocket } from '../support/socket.ts'
import { until } from '../support/until.ts'

let hub: TestHub
let business: Business
let cookie: string
let key: string
beforeAll(async () => {
  hub = await startWorldWithHub()
  business = await openBusiness(hub)
  const { accountId } = business
  cookie = (await signIn(hub, { accountId })).cookie
  key = (await createApiKey(hub.deps, { accountId, name: 'k', role: 'administrator' })).apiKey
})
afterAll(() => hub.stop())

type Ended = Readonly<{ status: number | null; code: number | null; frames: readonly string[] }>

/** What becomes of a socket that should not live: refused with a status, or closed with a code. */
async function attempt(
  headers: Readonly<Record<string, string>>,
  send: readonly (string | Buffer)[] = [],
  query = '',
): Promise<Ended> {
  const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/api/v1/stream${query}`, { headers })
  const ended: { status: number | null; code: number | null; frames: string[] } = { status: null, code: null, frames: [] }
  socket.on('unexpected-response', (_request, response) => {
    ended.status = response.statusCode ?? 0
    socket.terminate()
  })
  socket.on('error', () => undefined)
  socket.on('message', (data: Buffer) => ended.frames.push(data.toString()))
  socket.on('close', (code) => {
    ended.code = code
  })
  socket.on('open', () => {
    for (const frame of send) socket.send(frame)
  })
  await until('it ended', () => ended.status !== null || ended.code !== null, 15_000)
  return ended
}

test.each([
  ['a page of another site with the cookie', () => ({ cookie, origin: 'https://evil.example' }), 403],
  ['a page of nowhere with the cookie', () => ({ cookie, origin: 'null' }), 403],
])('%s is refused before the upgrade', async (_name, headers, status) => {
  expect(await attempt(headers())).toMatchObject({ status })
})

test.each([
  ['an unknown token', ['{"token":"hub_unknown"}'], 4401],
  ['an empty token', ['{"token":""}'], null],
  ['something else first', ['{"type":"ping"}'], 4401],
  ['no JSON', ['hello'], 4400],
  ['bytes', [Buffer.from([1, 2, 3])], 4400],
  ['an event by the name of an inner class', ['{"event":"base"}'], 4400],
  ['{"type":"__proto__"}', ['{"type":"__proto__"}'], 4400],
  ['a frame of a megabyte', [`{"token":"${'x'.repeat(1_000_000)}"}`], 1009],
])('without a cookie, %s closes the socket with a fixed code and tells nothing', async (_name, send, code) => {
  const ended = await attempt({}, send)
  if (code !== null) expect(ended.code).toBe(code)
  expect(ended.frames).toEqual([])
})

test('ten thousand frames a second close their own socket, and no other', async () => {
  const steady = await openSocket(hub.url, { key })
  const ended = await attempt(
    { authorization: `Bearer ${key}` },
    Array.from({ length: 10_000 }, () => '{"type":"ping"}'),
  )
  expect(ended.code).toBe(4429)
  steady.send({ type: 'ping' })
  await steady.waitFor('pong', (frame) => frame.type === 'pong')
  steady.close()
})

test('a token in the address opens nothing', async () => {
  const ended = await attempt({}, ['{"type":"ping"}'], `?token=${key}&access_token=${key}`)
  expect(ended).toMatchObject({ code: 4401, frames: [] })
})

test('without an upgrade it says what it is', async () => {
  expect((await hub.app.request('/api/v1/stream')).status).toBe(401)
  expect((await hub.app.request('/api/v1/stream', { headers: { authorization: `Bearer ${key}` } })).status).toBe(400)
})

test('signing out closes the person’s sockets at once', async () => {
  const person = await signIn(hub, { accountId: business.accountId })
  const socket = await openSocket(hub.url, person)
  const answer = await hub.app.request(
    '/api/v1/sessions',
    { method: 'DELETE', headers: { cookie: person.cookie, origin: hub.url } },
    { incoming: { socket: { remoteAddress: '203.0.113.7' } } },
  )
  expect(answer.status).toBe(204)
  await until('it is closed', () => socket.closed() !== null, 1_500)
  expect(socket.closed()).toMatchObject({ code: 4401 })
})
