import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import {
  type VisitorFrame,
  type VisitorState,
  visitorFrame,
  visitorMessageShape,
  visitorStateShape,
  widgetEndpoints,
} from '../../core/api/widget.ts'
import { newId } from '../../core/ids.ts'
import { build } from '../../src/compose.ts'
import { parseConfig } from '../../src/config.ts'
import { changeChannel } from '../../src/services/channels/change-channel.ts'
import { closeDialogue } from '../../src/services/dialogues/close-dialogue.ts'
import { signTicket } from '../../src/services/widget/ticket.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { quietLog } from '../support/quiet-log.ts'
import { makeTempDir } from '../support/temp-dir.ts'
import {
  answer,
  askForConsent,
  openDialogue,
  openShop,
  policy,
  type Shop,
  serveWidgetHub,
  type WidgetHub,
} from '../support/widget-hub.ts'

let database: TestDatabase
let hub: WidgetHub
let temp: ReturnType<typeof makeTempDir>

beforeAll(async () => {
  database = await createTestDatabase()
  temp = makeTempDir()
  const config = parseConfig({ DATA_DIR: temp.dir, PORT: '0' })
  hub = await serveWidgetHub(await build({ config, log: quietLog, url: database.url }))
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
  temp.remove()
})

const site = 'https://fernhill.example'
type Json = Readonly<Record<string, unknown>>

async function request(
  path: string,
  init: RequestInit & { token?: string; json?: unknown; ip?: string } = {},
): Promise<{ status: number; body: Json; headers: Headers }> {
  const headers = new Headers(init.headers)
  if (init.token !== undefined) headers.set('authorization', `Bearer ${init.token}`)
  if (init.json !== undefined) headers.set('content-type', 'application/json')
  const response = await hub.app.request(
    path,
    {
      method: init.json === undefined ? 'GET' : 'POST',
      ...init,
      headers,
      ...(init.json !== undefined && { body: JSON.stringify(init.json) }),
    },
    { incoming: { socket: { remoteAddress: init.ip ?? '203.0.113.7' } } },
  )
  const text = await response.text()
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : { text }, headers: response.headers }
}

const ticketFor = (shop: Shop, now = new Date()): string =>
  signTicket(hub.hub.deps.ticketKey, { publicId: shop.publicId, parentOrigin: site }, now)

async function begin(shop: Shop, more: Json = {}): Promise<{ token: string; visitorId: string; state: VisitorState }> {
  const { status, body } = await request('/api/v1/widget/sessions', {
    json: { publicId: shop.publicId, ticket: ticketFor(shop), ...more },
  })
  expect(status).toBe(201)
  return widgetEndpoints['POST /widget/sessions'].response.parse(body)
}

const read = async (token: string, after = 0) => {
  const { body } = await request(`/api/v1/widget/messages?after=${after}`, { token })
  return widgetEndpoints['GET /widget/messages'].response.parse(body)
}

const say = (token: string, text: string, clientId: string = newId(), more: Json = {}) =>
  request('/api/v1/widget/messages', { token, json: { clientId, text, ...more } })

test('a session begins with the ticket of the frame and goes on with its own token', async () => {
  const shop = await openShop(hub)
  const first = await begin(shop)
  expect(visitorStateShape.safeParse(first.state).success).toBe(true)
  expect(first.state).toMatchObject({ dialogue: 'none', consent: null, online: false, title: 'Fernhill Bakery', assignee: null })
  const again = await begin(shop, { token: first.token })
  expect(again).toMatchObject({ token: first.token, visitorId: first.visitorId })
})

test.each([
  ['none', (shop: Shop) => ({ publicId: shop.publicId, ticket: '' })],
  ['nonsense', (shop: Shop) => ({ publicId: shop.publicId, ticket: 'a.b.c' })],
  ['one byte changed', (shop: Shop) => ({ publicId: shop.publicId, ticket: `x${ticketFor(shop).slice(1)}` })],
  ['one that is over', (shop: Shop) => ({ publicId: shop.publicId, ticket: ticketFor(shop, new Date(Date.now() - 3_600_000)) })],
  ['another widget’s', (shop: Shop) => ({ publicId: 'wgt_other', ticket: ticketFor(shop) })],
])('a session is refused with a ticket that is not good: %s', async (_name, body) => {
  const shop = await openShop(hub)
  const { status } = await request('/api/v1/widget/sessions', { json: body(shop) })
  expect(status).toBe(401)
})

test('another widget’s token, or an ended one, begins someone new', async () => {
  const [shop, other] = [await openShop(hub), await openShop(hub)]
  const first = await begin(shop)
  expect((await begin(other, { token: first.token })).visitorId).not.toBe(first.visitorId)
  expect((await request('/api/v1/widget/sessions', { method: 'DELETE', token: first.token })).status).toBe(204)
  expect((await request('/api/v1/widget/messages', { token: first.token })).status).toBe(401)
  expect((await begin(shop, { token: first.token })).visitorId).not.toBe(first.visitorId)
})

test('a client-sent visitor id creates nothing and is refused', async () => {
  const shop = await openShop(hub)
  const { status } = await request('/api/v1/widget/sessions', {
    json: { publicId: shop.publicId, ticket: ticketFor(shop), visitorId: newId() },
  })
  expect(status).toBe(400)
})

test('a message is stored once however often it comes, also at once', async () => {
  const shop = await openShop(hub)
  const { token } = await begin(shop)
  const clientId = newId()
  const answers = await Promise.all(Array.from({ length: 10 }, () => say(token, 'Is the rye ready?', clientId)))
  expect(answers.map((one) => one.status)).toEqual(Array.from({ length: 10 }, () => 202))
  expect(new Set(answers.map((one) => one.body['id'])).size).toBe(1)
  expect(answers[0]?.body).toMatchObject({ from: 'visitor', text: 'Is the rye ready?', clientId, seq: 1 })
  expect(visitorMessageShape.safeParse(answers[0]?.body).success).toBe(true)
  expect((await read(token)).items).toHaveLength(1)
})

test('the answer of a manager is read after a seq; notes are not', async () => {
  const shop = await openShop(hub)
  const { token } = await begin(shop)
  await say(token, 'Hello')
  await answer(hub, shop, 'Good morning!')
  await answer(hub, shop, 'She asks about the rye', { note: true })
  const { items, state } = await read(token, 1)
  expect(items).toMatchObject([{ from: 'manager', name: 'Ann Baker', text: 'Good morning!', seq: 2 }])
  expect(items).toHaveLength(1)
  expect(state).toMatchObject({ dialogue: 'open', assignee: 'Ann Baker' })
})

test('nothing is taken before the agreement, and everything after it', async () => {
  const shop = await openShop(hub)
  const { version } = await askForConsent(hub, shop)
  const { token, visitorId, state } = await begin(shop)
  expect(state.consent).toEqual({ version, mode: 'explicit', ...policy })
  const refused = await say(token, 'My secret cake')
  expect(refused.status).toBe(409)
  expect(refused.body).toMatchObject({ error: { code: 'consent_required' } })
  const upload = new FormData()
  upload.append('file', new File(['x'], 'x.txt'))
  expect((await request('/api/v1/widget/files', { method: 'POST', token, body: upload })).status).toBe(409)
  const { sql } = hub.hub.deps
  expect(await sql`select 1 from inbound_events where place = ${visitorId}`).toHaveLength(0)

  const agreed = await request('/api/v1/widget/consent', { token, json: { version, agreed: true } })
  expect(agreed.body).toMatchObject({ consent: null })
  expect((await say(token, 'My secret cake')).status).toBe(202)
  await openDialogue(hub.hub, shop)
  const ledger = await sql<{ action: string; text: string; version: number }[]>`
    select action, text, version from consents where account_id = ${shop.actor.accountId} order by id`
  expect(ledger).toMatchObject([
    { action: 'requested', version, text: policy.text.replace('{policy_link}', policy.url) },
    { action: 'agreed', version, text: policy.text.replace('{policy_link}', policy.url) },
  ])
})

test('declining is written down, keeps the question, and can be thought over', async () => {
  const shop = await openShop(hub)
  const { version } = await askForConsent(hub, shop)
  const { token } = await begin(shop)
  const declined = await request('/api/v1/widget/consent', { token, json: { version, agreed: false } })
  expect(declined.body['consent']).toMatchObject({ version })
  expect((await say(token, 'Still here')).status).toBe(409)
  expect((await request('/api/v1/widget/consent', { token, json: { version, agreed: true } })).body['consent']).toBeNull()
  expect((await say(token, 'Still here')).status).toBe(202)
})

test('an answer to a text that has changed counts for nothing', async () => {
  const shop = await openShop(hub)
  const { version } = await askForConsent(hub, shop)
  const { token } = await begin(shop)
  await askForConsent(hub, shop, 'New words. {policy_link}')
  const { status } = await request('/api/v1/widget/consent', { token, json: { version, agreed: true } })
  expect(status).toBe(409)
  expect((await say(token, 'Hello')).status).toBe(409)
})

test('a dialogue that is open when the request is switched on goes on', async () => {
  const shop = await openShop(hub)
  const { token } = await begin(shop)
  await say(token, 'Hello')
  await openDialogue(hub.hub, shop)
  await askForConsent(hub, shop)
  expect((await say(token, 'And another thing')).status).toBe(202)
})

test('a closed dialogue reopens with the next message', async () => {
  const shop = await openShop(hub)
  const { token } = await begin(shop)
  await say(token, 'Hello')
  await closeDialogue(hub.hub.deps, shop.actor, await openDialogue(hub.hub, shop))
  expect((await read(token)).state).toMatchObject({ dialogue: 'closed' })
  await say(token, 'Me again')
  expect((await read(token)).state).toMatchObject({ dialogue: 'open' })
})

test('a quick reply says its label; a button that was not offered is refused', async () => {
  const shop = await openShop(hub)
  const { token } = await begin(shop)
  await say(token, 'Do you deliver?')
  await answer(hub, shop, 'Where to?', { buttons: [{ label: 'Fernhill', value: 'near' }] })
  const [asked] = (await read(token, 1)).items
  const messageId = asked?.id
  expect(asked?.buttons).toEqual([{ label: 'Fernhill', value: 'near' }])
  expect((await say(token, 'Fernhill', newId(), { button: { messageId, value: 'near' } })).status).toBe(202)
  expect((await say(token, 'Mars', newId(), { button: { messageId, value: 'far' } })).status).toBe(400)
  const other = await begin(shop)
  expect((await say(other.token, 'Fernhill', newId(), { button: { messageId, value: 'near' } })).status).toBe(400)
})

test('a file is uploaded, sent and read again by its own visitor only', async () => {
  const shop = await openShop(hub)
  const [mine, theirs] = [await begin(shop), await begin(shop)]
  const form = new FormData()
  form.append('file', new File(['flour, water, salt'], 'recipe.txt', { type: 'text/plain' }))
  const uploaded = await request('/api/v1/widget/files', { method: 'POST', token: mine.token, body: form })
  expect(uploaded.status).toBe(201)
  const { id } = uploaded.body
  expect((await say(theirs.token, '', newId(), { fileIds: [id] })).status).toBe(400)
  expect((await request(`/api/v1/widget/files/${id}`, { token: theirs.token })).status).toBe(404)
  const clientId = newId()
  const sent = await say(mine.token, '', clientId, { fileIds: [id] })
  expect(sent.body['files']).toMatchObject([{ id, name: 'recipe.txt', state: 'stored', url: `/api/v1/widget/files/${id}` }])
  expect((await say(mine.token, '', clientId, { fileIds: [id] })).body['id']).toBe(sent.body['id'])
  expect((await request(`/api/v1/widget/files/${id}`, { token: mine.token })).body['text']).toBe('flour, water, salt')
  expect((await request(`/api/v1/widget/files/${id}`, { token: theirs.token })).status).toBe(404)
})

test('one visitor reads nothing of another', async () => {
  const shop = await openShop(hub)
  const [mine, theirs] = [await begin(shop), await begin(shop)]
  await say(mine.token, 'For your eyes only')
  expect((await read(theirs.token)).items).toEqual([])
})

test('a visitor’s token opens no door of the managers', async () => {
  const shop = await openShop(hub)
  const { token } = await begin(shop)
  for (const path of ['/api/v1/me', '/api/v1/managers', '/api/v1/api-keys'])
    expect((await request(path, { token })).status).toBe(401)
})

test('a paused widget takes and shows nothing', async () => {
  const shop = await openShop(hub)
  const { token } = await begin(shop)
  await changeChannel(hub.hub.deps, shop.actor, { channelId: shop.channelId, body: { paused: true } })
  expect((await say(token, 'Anyone?')).status).toBe(404)
  expect((await request('/api/v1/widget/sessions', { json: { publicId: shop.publicId, ticket: ticketFor(shop) } })).status).toBe(
    404,
  )
  expect((await request(`/w/${shop.publicId}.js`)).status).toBe(404)
  expect((await request(`/w/${shop.publicId}/frame?parent=${site}`)).status).toBe(404)
})

test.each([
  ['no text', { text: '' }],
  ['too long', { text: 'x'.repeat(4001) }],
  ['an object for a text', { text: { $gt: '' } }],
  ['an unknown key', { text: 'x', managerId: 'me' }],
  ['NUL', { text: 'a\0b' }],
])('a message that is not right is refused: %s', async (_name, body) => {
  const shop = await openShop(hub)
  const { token } = await begin(shop)
  expect((await request('/api/v1/widget/messages', { token, json: { clientId: newId(), ...body } })).status).toBe(400)
})

test('who writes too much is told which limit it was', async () => {
  const shop = await openShop(hub)
  const { token } = await begin(shop)
  const answers = []
  for (let index = 0; index < 130; index += 1) answers.push(await say(token, 'spam'))
  const last = answers.at(-1)
  expect(last?.status).toBe(429)
  expect(last?.body).toMatchObject({ error: { code: 'rate_limited', details: { limit: 'message_per_visitor' } } })
  expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0)
  const { token: other } = await begin(shop)
  expect((await say(other, 'I am someone else')).status).toBe(202)
})

test('the loader is one script with its settings, answered with 304 until they change', async () => {
  const shop = await openShop(hub, { title: '</script><script>alert(1)' })
  const first = await request(`/w/${shop.publicId}.js`)
  expect(first.status).toBe(200)
  expect(first.headers.get('content-type')).toContain('javascript')
  expect(first.body['text']).toContain(shop.publicId)
  expect(first.body['text']).not.toContain('</script>')
  const etag = first.headers.get('etag') ?? ''
  expect((await request(`/w/${shop.publicId}.js`, { headers: { 'if-none-match': etag } })).status).toBe(304)
  await changeChannel(hub.hub.deps, shop.actor, { channelId: shop.channelId, body: { config: { color: '#123456' } } })
  expect((await request(`/w/${shop.publicId}.js`, { headers: { 'if-none-match': etag } })).status).toBe(200)
  expect((await request('/w/wgt_unknown.js')).status).toBe(404)
})

test('the frame stands only on allowed sites', async () => {
  const shop = await openShop(hub, { allowedSites: ['fernhill.example', '*.fernhill.shop'] })
  const frame = (parent: string, referer?: string) =>
    request(`/w/${shop.publicId}/frame?parent=${encodeURIComponent(parent)}`, {
      headers: referer === undefined ? {} : { referer },
    })
  const good = await frame(site, `${site}/`)
  expect(good.status).toBe(200)
  const csp = good.headers.get('content-security-policy') ?? ''
  expect(csp).toContain('https://fernhill.example')
  expect(csp).toContain("script-src 'self'")
  expect(csp).not.toMatch(/frame-ancestors[^;]*\*(?!\.)/)
  expect(good.headers.get('cache-control')).toBe('no-store')
  expect(good.headers.get('x-content-type-options')).toBe('nosniff')
  expect((await frame('https://www.fernhill.shop')).status).toBe(200)
  expect((await frame('https://fernhill.shop')).status).toBe(403)
  expect((await frame('https://evil.example')).status).toBe(403)
  expect((await frame('https://fernhill.example.evil.com')).status).toBe(403)
  expect((await frame('null')).status).toBe(403)
  expect((await frame('')).status).toBe(403)
  // Says the one and comes from the other.
  expect((await frame(site, 'https://evil.example/')).status).toBe(403)
})

test('an empty list of sites allows every website, but no page without an origin', async () => {
  const shop = await openShop(hub)
  const anywhere = await request(`/w/${shop.publicId}/frame?parent=https://anywhere.example`)
  expect(anywhere.headers.get('content-security-policy')).toContain('frame-ancestors *')
  expect((await request(`/w/${shop.publicId}/frame?parent=null`)).status).toBe(403)
})

test('the test page shows a widget, or says how to get one', async () => {
  const shop = await openShop(hub)
  expect((await request(`/demo?widget=${shop.publicId}`)).body['text']).toContain(shop.publicId)
  const none = await request('/demo?widget=wgt_none')
  expect(none.status).toBe(404)
  expect(none.body['text']).toContain('Connect a web widget first')
})

/** A visitor's socket that remembers what it heard. */
async function connect(first: unknown, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/api/v1/widget/stream`, { headers })
  const frames: VisitorFrame[] = []
  socket.on('message', (data) => frames.push(visitorFrame.parse(JSON.parse(String(data)))))
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  await new Promise((resolve, reject) => {
    socket.on('open', resolve)
    socket.on('error', reject)
  })
  socket.send(typeof first === 'string' ? first : JSON.stringify(first))
  const until = async (is: (frame: VisitorFrame) => boolean): Promise<VisitorFrame> => {
    for (let tries = 0; tries < 400; tries += 1) {
      const found = frames.find(is)
      if (found) return found
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    throw new Error(`not heard; but: ${JSON.stringify(frames)}`)
  }
  return { socket, frames, closed, until }
}

test('the stream brings answers, the state, typing and pong', async () => {
  const shop = await openShop(hub)
  const { token } = await begin(shop)
  const line = await connect({ token })
  await line.until((frame) => frame.type === 'hello')
  await say(token, 'Hello')
  await line.until((frame) => frame.type === 'message' && frame.message.from === 'visitor')
  await answer(hub, shop, 'Good morning!')
  await line.until((frame) => frame.type === 'message' && frame.message.text === 'Good morning!')
  await line.until((frame) => frame.type === 'state' && frame.state.assignee === 'Ann Baker')
  hub.streams.tell(shop.actor.accountId, {
    type: 'typing',
    dialogueId: await openDialogue(hub.hub, shop),
    chatId: null,
    managerId: shop.actor.managerId,
    name: 'Ann Baker',
    value: 'on',
  })
  await line.until((frame) => frame.type === 'typing' && frame.on)
  line.socket.send('{"type":"ping"}')
  await line.until((frame) => frame.type === 'pong')
  line.socket.close()
})

test('who comes back gets what they missed, once', async () => {
  const shop = await openShop(hub)
  const { token, state } = await begin(shop)
  await say(token, 'Hello')
  await answer(hub, shop, 'One')
  await answer(hub, shop, 'Two')
  const line = await connect({ token, after: state.position })
  await line.until((frame) => frame.type === 'hello')
  const texts = line.frames.flatMap((frame) => (frame.type === 'message' ? [frame.message.text] : []))
  expect(texts).toEqual(['Hello', 'One', 'Two'])
  line.socket.close()
})

test('a visitor hears nothing of another’s chat', async () => {
  const shop = await openShop(hub)
  const [mine, theirs] = [await begin(shop), await begin(shop)]
  const line = await connect({ token: theirs.token })
  await line.until((frame) => frame.type === 'hello')
  await say(mine.token, 'For your eyes only')
  await answer(hub, shop, 'Of course')
  await say(theirs.token, 'Hello')
  await line.until((frame) => frame.type === 'message' && frame.message.text === 'Hello')
  expect(JSON.stringify(line.frames)).not.toMatch(/eyes only|Of course/)
  line.socket.close()
})

test.each([
  ['no token', '{"type":"ping"}', 4400],
  ['an unknown token', '{"token":"vs_nobody"}', 4401],
  ['no JSON', 'hello', 4400],
  ['an event of somebody’s fancy', '{"type":"constructor"}', 4400],
  ['an unknown key', '{"token":"x","admin":true}', 4400],
])('a socket is closed at a first frame with %s', async (_name, first, code) => {
  const line = await connect(first)
  expect(await line.closed).toBe(code)
})

test('a socket from another site is refused', async () => {
  await expect(connect('{}', { origin: 'https://evil.example' })).rejects.toThrow('403')
})

test('sockets close when the session ends or the widget is paused', async () => {
  const shop = await openShop(hub)
  const [one, two] = [await begin(shop), await begin(shop)]
  const [first, second] = [await connect({ token: one.token }), await connect({ token: two.token })]
  await Promise.all([first, second].map((line) => line.until((frame) => frame.type === 'hello')))
  await request('/api/v1/widget/sessions', { method: 'DELETE', token: one.token })
  expect(await first.closed).toBe(4401)
  await changeChannel(hub.hub.deps, shop.actor, { channelId: shop.channelId, body: { paused: true } })
  expect(await second.closed).toBe(4401)
})

test('ten thousand frames end the socket and nothing else', async () => {
  const shop = await openShop(hub)
  const { token } = await begin(shop)
  const line = await connect({ token })
  await line.until((frame) => frame.type === 'hello')
  for (let index = 0; index < 10_000; index += 1) line.socket.send('{"type":"ping"}')
  expect(await line.closed).toBe(4429)
  expect((await say(token, 'I am still here')).status).toBe(202)
})
