import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../core/ids.ts'
import { createApiKey } from '../../src/services/access/create-api-key.ts'
import { type Business, onlyDialogue, openBusiness, say } from '../support/business.ts'
import { startWorldWithHub, type TestHub } from '../support/hub.ts'
import { signIn } from '../support/signed-in.ts'

let hub: TestHub
let business: Business
let key: string
let dialogueId: string
let cookie: string
beforeAll(async () => {
  hub = await startWorldWithHub()
  business = await openBusiness(hub)
  const { accountId } = business
  key = (await createApiKey(hub.deps, { accountId, name: 'k', role: 'administrator' })).apiKey
  await say(hub, business, business.customer(), 'Hello')
  await hub.work()
  dialogueId = (await onlyDialogue(hub, business)).id
  cookie = (await signIn(hub, { accountId, role: 'administrator' })).cookie
})
afterAll(() => hub.stop())

async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = { authorization: `Bearer ${key}` },
) {
  const response = await hub.app.request(
    `/api/v1${path}`,
    {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    },
    { incoming: { socket: { remoteAddress: '203.0.113.7' } } },
  )
  const text = await response.text()
  const json: unknown = text === '' ? null : JSON.parse(text)
  return { status: response.status, json, text }
}

test('an answer is 202 with the stored message; the same again is the same', async () => {
  const body = { clientId: newId(), text: 'Good morning', lastSeenSeq: 1 }
  const first = await ask('POST', `/dialogues/${dialogueId}/messages`, body)
  expect(first).toMatchObject({
    status: 202,
    json: { text: 'Good morning', status: 'queued', direction: 'out', clientId: body.clientId },
  })
  expect((await ask('POST', `/dialogues/${dialogueId}/messages`, body)).json).toMatchObject({ seq: 2 })
})

test('409 says what came in between', async () => {
  const answer = await ask('POST', `/dialogues/${dialogueId}/messages`, { clientId: newId(), text: 'x', lastSeenSeq: 0 })
  expect(answer).toMatchObject({
    status: 409,
    json: { error: { code: 'conflict', details: { since: [{ seq: 1, direction: 'in' }, { seq: 2 }] } } },
  })
})

test('reading marks as read for the reader only', async () => {
  const read = await ask('POST', `/dialogues/${dialogueId}/read`, { seq: 1 }, { cookie })
  expect(read).toMatchObject({ status: 200, json: { readSeq: 1, unread: 0 } })
  expect((await ask('GET', `/dialogues/${dialogueId}`)).json).toMatchObject({ unread: 1 })
  expect((await ask('POST', `/dialogues/${dialogueId}/read`, { seq: 1 })).status).toBe(403)
})

describe('bad input is 400 and changes nothing', () => {
  const message = (given: object) => ({ clientId: newId(), text: 'x', ...given })
  test.each([
    ['an unknown key', message({ managerId: newId() })],
    ['an account of one’s choice', message({ accountId: newId() })],
    ['an object for a text', message({ text: { $gt: '' } })],
    ['a list for a text', message({ text: [] })],
    ['null for a text', message({ text: null })],
    ['a number for an id', message({ clientId: 1 })],
    ['NUL', message({ text: 'a\u0000b' })],
    ['half a character', '{"clientId":"x","text":"\\ud83d"}'],
    ['half a character in a key', '{"clientId":"x","text":"x","\\ud83d":1}'],
    ['a seq beyond all numbers', message({ lastSeenSeq: 9_999_999_999 })],
    ['a negative seq', message({ lastSeenSeq: -1 })],
    ['a text over the limit', message({ text: 'x'.repeat(20_001) })],
    ['eleven files', message({ fileIds: Array.from({ length: 11 }, newId) })],
    ['no JSON', '{'],
    ['a form', 'clientId=x&text=y'],
  ])('%s', async (_name, body) => {
    const before = await onlyDialogue(hub, business)
    expect(await ask('POST', `/dialogues/${dialogueId}/messages`, body)).toMatchObject({
      status: 400,
      json: { error: { code: 'invalid' } },
    })
    expect(await onlyDialogue(hub, business)).toEqual(before)
  })

  test.each([
    '/dialogues?limit=0',
    '/dialogues?limit=1e9',
    '/dialogues?limit=1&limit=2',
    '/dialogues?assignee=everyone',
    '/dialogues?sort=name',
    `/dialogues?status=held`,
    '/search?q=',
    '/search?q=%00%00',
    '/search?q=a%00b',
    `/dialogues/{id}/messages?after=99999999999`,
    `/dialogues/{id}/messages?after=-1`,
    `/dialogues/{id}/messages?after=NaN`,
  ])('%s', async (path) => {
    expect(await ask('GET', path.replace('{id}', dialogueId))).toMatchObject({ status: 400 })
  })
})

test('what a person writes is taken as they wrote it, also where it looks like an escape', async () => {
  const text = String.raw`\u0000 \ud83d <script>alert(1)</script> ${'😀'}`
  const answer = await ask('POST', `/dialogues/${dialogueId}/messages`, { clientId: newId(), text, note: true })
  expect(answer).toMatchObject({ status: 202, json: { text } })
})

test.each(['-'.repeat(36), 'x', Buffer.from(`2026-01-01T00:00:00.000Z ${'-'.repeat(36)}`).toString('base64url')])(
  'a cursor that is not ours begins at the top, in every list (%#)',
  async (cursor) => {
    for (const path of ['/dialogues', '/channels', '/properties', '/dead-letters', '/consents', '/search?q=morning']) {
      const answer = await ask('GET', `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`)
      expect(answer.status, path).toBe(200)
    }
  },
)

test.each(['constructor', '__proto__', 'undefined', '1', `${newId()}0`, '%00', newId()])(
  'an id that is not there is 404: %s',
  async (id) => {
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/messages'],
      ['POST', '/close'],
      ['GET', '/decisions'],
    ] as const) {
      expect((await ask(method, `/dialogues/${id}${path}`)).status, `${method} ${path}`).toBe(404)
    }
  },
)

test('a stranger’s dialogue is 404 by every verb, and its id tells nothing', async () => {
  const stranger = await openBusiness(hub)
  const { apiKey } = await createApiKey(hub.deps, { accountId: stranger.accountId, name: 'k', role: 'administrator' })
  const headers = { authorization: `Bearer ${apiKey}` }
  const verbs = [
    ['GET', '', undefined],
    ['GET', '/messages', undefined],
    ['GET', '/decisions', undefined],
    ['POST', '/messages', { clientId: newId(), text: 'x' }],
    ['POST', '/assign', { managerId: stranger.admin.managerId, from: null }],
    ['POST', '/close', undefined],
    ['POST', '/reopen', undefined],
    ['POST', `/messages/${newId()}/retry`, undefined],
    ['POST', `/messages/${newId()}/cancel`, undefined],
  ] as const
  for (const [method, path, body] of verbs) {
    const [foreign, missing] = [
      await ask(method, `/dialogues/${dialogueId}${path}`, body, headers),
      await ask(method, `/dialogues/${newId()}${path}`, body, headers),
    ]
    expect(foreign.status, path).toBe(404)
    expect(foreign.json, path).toMatchObject({ error: (missing.json as { error: object }).error })
  }
})

test('an error never holds a stack, a path or SQL', async () => {
  await hub.deps
    .sql`create function fail() returns trigger language plpgsql as $$ begin raise exception 'select * from secrets' using errcode = '53100'; end $$`
  await hub.deps.sql`create trigger fail before insert on messages execute function fail()`
  const answer = await ask('POST', `/dialogues/${dialogueId}/messages`, { clientId: newId(), text: 'x' })
  await hub.deps.sql`drop trigger fail on messages`
  expect(answer).toMatchObject({ status: 500, json: { error: { code: 'internal', message: 'Something went wrong.' } } })
  expect(answer.text).not.toMatch(/select|\.ts|node_modules| at /)
})
