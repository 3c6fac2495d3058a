import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../core/ids.ts'
import { createApiKey } from '../../src/services/access/create-api-key.ts'
import { askForConsent, type Business, dialoguesOf, messagesOf, openBusiness, say } from '../support/business.ts'
import { findInRedis } from '../support/find-in-redis.ts'
import { findText } from '../support/find-text.ts'
import { startHub, startWorld, type TestHub, type TestWorld } from '../support/hub.ts'
import { keptLog } from '../support/kept-log.ts'
import { openSocket, type TestSocket } from '../support/socket.ts'
import { until } from '../support/until.ts'

// The whole hub works here as it does in production: jobs, workers, sockets. Only what was agreed to may come through.

const { log, lines } = keptLog()
const planted = `planted${newId().replaceAll('-', '')}`
let world: TestWorld
let hub: TestHub
let business: Business
let key: string
let socket: TestSocket
let customer: ReturnType<Business['customer']>
const messageIds: string[] = []

beforeAll(async () => {
  world = await startWorld()
  hub = await startHub(world, { log, queue: 'bullmq' })
  await hub.hub.queues.start(hub.handlers)
  business = await openBusiness(hub)
  await askForConsent(hub, business)
  const { accountId } = business
  key = (await createApiKey(hub.deps, { accountId, name: 'all', role: 'administrator' })).apiKey
  socket = await openSocket(hub.url, { key })
  customer = hub.telegram.user({ token: business.token, firstName: 'Grace', username: 'grace' })
  await say(hub, business, customer, `${planted} one`, `${planted} two`)
  const photo = customer.photo({ caption: `${planted} photo` })
  await hub.telegram.sendUpdate(photo, { token: business.token })
  await hub.telegram.sendUpdate(customer.edit(photo.message.message_id, `${planted} edited`), { token: business.token })
  await hub.telegram.waitForCall((call) => call.params['chat_id'] === customer.id)
  await until('the photo is copied', async () => (await hub.deps.sql`select 1 from files where state = 'stored'`).length === 1)
  const [dialogue] = await dialoguesOf(hub, business)
  messageIds.push(...(await messagesOf(hub, business)).map((row) => row.id))
  if (dialogue?.status !== 'held') throw new Error('the dialogue is not held')
})
afterAll(async () => {
  socket.close()
  await hub.stop()
  await world.stop()
})

const get = async (path: string): Promise<{ readonly status: number; readonly body: string }> => {
  const response = await fetch(`${hub.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } })
  return { status: response.status, body: await response.text() }
}

test('no list, no search, no counter and no single look of an administrator shows it', async () => {
  const [dialogue] = await dialoguesOf(hub, business)
  const [file] = await hub.deps.sql<{ id: string }[]>`select id from files`
  for (const path of [
    '/dialogues',
    '/dialogues?status=open',
    '/dialogues?assignee=none',
    `/search?q=${planted}`,
    '/search?q=Grace',
    '/dead-letters',
    '/consents',
    '/channels',
    '/properties',
  ]) {
    const { status, body } = await get(path)
    expect(status, path).toBe(200)
    expect(body, path).not.toContain(planted)
    expect(body, path).not.toContain('"status":"held"')
  }
  expect(JSON.parse((await get('/dialogues/counters')).body)).toEqual({ mine: 0, unassigned: 0, all: 0 })
  for (const path of [
    `/dialogues/${dialogue?.id}`,
    `/dialogues/${dialogue?.id}/messages`,
    `/dialogues/${dialogue?.id}/decisions`,
    `/files/${file?.id}`,
  ]) {
    expect((await get(path)).status, path).toBe(404)
  }
})

test.each(['messages', 'assign', 'close', 'reopen'])('nobody works on it: %s is 404', async (verb) => {
  const [dialogue] = await dialoguesOf(hub, business)
  const bodies: Record<string, unknown> = {
    messages: { clientId: newId(), text: 'Hi' },
    assign: { managerId: business.admin.managerId },
  }
  const response = await fetch(`${hub.url}/api/v1/dialogues/${dialogue?.id}/${verb}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(bodies[verb] !== undefined && { body: JSON.stringify(bodies[verb]) }),
  })
  expect(response.status).toBe(404)
})

test('no job holds it, finished or not', async () => {
  expect((await findText(hub.deps.sql, planted)).sort()).toEqual([
    'public.inbound_events.payload',
    'public.message_edits.text',
    'public.messages.text',
  ])
  if (world.redis) expect(await findInRedis(world.redis.url, planted)).toEqual([])
})

test('no socket heard of it, neither at the time nor when it resumes from the beginning', async () => {
  const resumed = await openSocket(hub.url, { key }, { after: 0 })
  const frames = [...socket.raw, ...resumed.raw].join('\n')
  resumed.close()
  expect(frames).not.toContain(planted)
  for (const id of messageIds) expect(frames).not.toContain(id)
})

test('no line of the log has it, at the lowest level', () => {
  expect(lines.length).toBeGreaterThan(10)
  expect(lines.join('\n')).not.toContain(planted)
})

test('after the answer all of it is there, in order, by every way', async () => {
  const call = hub.telegram.sent.find((one) => one.params['chat_id'] === customer.id)
  const { message_id: requestId } = (call?.result ?? {}) as { message_id?: number }
  await hub.telegram.sendUpdate(customer.press(requestId ?? 0, 'consent:1:agree'), { token: business.token })
  const opened = await socket.waitFor('the dialogue opens', (frame) => frame.type === 'dialogue.opened')
  expect(opened.data).toMatchObject({ dialogue: { status: 'open' } })
  const { body } = await get(`/dialogues/${opened.dialogueId}/messages`)
  const { items } = JSON.parse(body) as { items: { text: string; direction: string; seq: number }[] }
  expect(items.filter((item) => item.direction === 'in').map((item) => item.text)).toEqual([
    `${planted} one`,
    `${planted} two`,
    `${planted} edited`,
  ])
  expect((await get(`/search?q=${planted}`)).body).toContain(opened.dialogueId)
  expect(JSON.parse((await get('/dialogues/counters')).body)).toEqual({ mine: 0, unassigned: 1, all: 1 })
  const resumed = await openSocket(hub.url, { key }, { after: 0 })
  const heard = resumed.frames.filter((frame) => frame.type === 'message.created').map((frame) => frame.seq)
  resumed.close()
  expect(heard).toEqual(heard.toSorted((a, b) => (a ?? 0) - (b ?? 0)))
  expect(resumed.raw.join('\n')).toContain(`${planted} one`)
  expect(lines.join('\n')).not.toContain(planted)
})
