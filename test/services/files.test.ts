import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApiKey } from '../../src/services/access/create-api-key.ts'
import { sendReply } from '../../src/services/dialogues/send-reply.ts'
import { fetchFiles } from '../../src/services/files/fetch-files.ts'
import { readFile, uploadFile } from '../../src/services/files/files.ts'
import { type Business, hire, messageWith, onlyDialogue, openBusiness, reply, say } from '../support/business.ts'
import { startWorldWithHub, type TestHub } from '../support/hub.ts'

let hub: TestHub
let business: Business
beforeAll(async () => {
  hub = await startWorldWithHub()
  business = await openBusiness(hub)
})
afterAll(() => hub.stop())

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)
const bodyOf = (bytes: Uint8Array) => new Response(new Uint8Array(bytes)).body ?? new ReadableStream<Uint8Array>()
const upload = (name: string, bytes: Uint8Array, actor = business.admin) =>
  uploadFile(hub.deps, {
    accountId: actor.accountId,
    uploaderId: actor.managerId ?? '',
    name,
    body: bodyOf(bytes),
    maxBytes: 100_000,
    urlBase: '/api/v1/files',
  })

async function begun() {
  const fresh = await openBusiness(hub)
  const customer = fresh.customer()
  await say(hub, fresh, customer, 'Hello')
  await hub.work()
  return { business: fresh, customer, id: (await onlyDialogue(hub, fresh)).id }
}

describe('what a customer sends', () => {
  test('is copied, typed by its bytes and readable by who sees the dialogue', async () => {
    const { business: own, customer } = await begun()
    await hub.telegram.sendUpdate(customer.document({ name: 'cat.exe', mimeType: 'text/html', bytes: png }), { token: own.token })
    await hub.work()
    const [file] = await hub.deps.sql<
      { id: string; state: string; mime_type: string; name: string }[]
    >`select id, state, mime_type, name from files where account_id = ${own.accountId}`
    expect(file).toMatchObject({ state: 'stored', mime_type: 'image/png', name: 'cat.exe' })
    const content = await readFile(hub.deps, own.admin, file?.id ?? '')
    expect(Buffer.from(await new Response(content.body).arrayBuffer())).toEqual(png)
  })

  test('is tried again when the platform fails, a limited number of times, and then says so', async () => {
    const { business: own, customer } = await begun()
    await hub.telegram.sendUpdate(customer.photo({ bytes: png }), { token: own.token })
    hub.telegram.fail({ type: 'status', status: 500, description: 'Internal Server Error', method: 'getFile', times: 5 })
    const state = async () => (await hub.deps.sql`select state, attempts from files where account_id = ${own.accountId}`)[0]
    await fetchFiles(hub.deps)
    expect(await state()).toEqual({ state: 'pending', attempts: 1 })
    for (const _ of [2, 3, 4, 5]) {
      hub.clock.advance({ hours: 1 })
      await fetchFiles(hub.deps)
    }
    expect(await state()).toEqual({ state: 'failed', attempts: 5 })
  })

  test('is copied once by workers that look at the same time', async () => {
    const { business: own, customer } = await begun()
    await hub.telegram.sendUpdate(customer.photo({ bytes: png }), { token: own.token })
    await Promise.all([fetchFiles(hub.deps), fetchFiles(hub.deps), fetchFiles(hub.deps)])
    expect(await hub.deps.sql`select state, attempts from files where account_id = ${own.accountId}`).toEqual([
      { state: 'stored', attempts: 1 },
    ])
  })
})

describe('an upload', () => {
  test.each([
    ['a picture', 'cat.png', png, 'image/png', 'image'],
    ['a page that calls itself a picture', 'cat.png', Buffer.from('<html><script>alert(1)</script>'), 'text/plain', 'document'],
    [
      'an SVG with a script',
      'x.svg',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      expect.stringMatching(/^(text\/plain|application\/xml)$/),
      'document',
    ],
    ['bytes that are nothing', 'x', Buffer.from([0, 1, 2, 0xff]), 'application/octet-stream', 'document'],
    ['nothing at all', 'empty.txt', Buffer.alloc(0), 'text/plain', 'document'],
  ])('is typed by its bytes: %s', async (_name, name, bytes, mimeType, kind) => {
    expect(await upload(name, bytes)).toMatchObject({ name, mimeType, kind, bytes: bytes.length, state: 'stored' })
  })

  test.each([
    ['../../etc/passwd', '.._.._etc_passwd'],
    ['a\u0000b\u202Egnp.exe', 'abgnp.exe'],
    ['\u200B', 'file'],
    ['x'.repeat(500), 'x'.repeat(200)],
    [`${'x'.repeat(10)}\ud83d`, `${'x'.repeat(10)}\ufffd`],
  ])('gets a name that is safe to show and to save (%#)', async (given, expected) => {
    expect(await upload(given, png)).toMatchObject({ name: expected })
  })

  test('over the limit is refused, and leaves nothing', async () => {
    const before = await hub.deps.sql`select count(*)::int as count from files`
    await expect(upload('big', Buffer.alloc(100_001))).rejects.toMatchObject({ code: 'too_large' })
    expect(await hub.deps.sql`select count(*)::int as count from files`).toEqual(before)
  })

  test('is its uploader’s until it is sent, and can be sent once', async () => {
    const { business: own, customer, id } = await begun()
    const file = await upload('cat.png', png, own.admin)
    const max = await hire(hub, { accountId: own.accountId, role: 'administrator' })
    await expect(readFile(hub.deps, max, file.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(sendReply(hub.deps, max, { dialogueId: id, body: reply('', { fileIds: [file.id] }) })).rejects.toMatchObject({
      code: 'invalid',
    })
    await sendReply(hub.deps, own.admin, { dialogueId: id, body: reply('Look', { fileIds: [file.id] }) })
    await expect(
      sendReply(hub.deps, own.admin, { dialogueId: id, body: reply('Look again', { fileIds: [file.id] }) }),
    ).rejects.toMatchObject({ code: 'invalid' })
    await hub.work()
    expect(await messageWith(hub, own, 'Look')).toMatchObject({ status: 'sent' })
    expect(
      hub.telegram.sent.find((call) => call.params['chat_id'] === String(customer.id) || call.params['chat_id'] === customer.id),
    ).toMatchObject({ method: 'sendPhoto' })
    expect(await readFile(hub.deps, max, file.id)).toMatchObject({ mimeType: 'image/png' })
  })

  test('that is never sent is gone after a day, from the disk as well', async () => {
    const file = await upload('cat.png', png)
    const [row] = await hub.deps.sql<{ storage_key: string }[]>`select storage_key from files where id = ${file.id}`
    hub.clock.advance({ hours: 25 })
    await hub.handlers.maintenance({})
    await expect(readFile(hub.deps, business.admin, file.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(hub.deps.storage.get(row?.storage_key ?? '')).rejects.toThrow()
  })
})

test('nothing of a file runs in a browser: its type is ours, it is sandboxed, and what is no picture is saved', async () => {
  const { apiKey } = await createApiKey(hub.deps, { accountId: business.accountId, name: 'k', role: 'administrator' })
  const headers = { authorization: `Bearer ${apiKey}` }
  const form = new FormData()
  form.append('file', new File([Buffer.from('<html><script>alert(1)</script>')], 'cat.png', { type: 'image/png' }))
  const sent = await fetch(`${hub.url}/api/v1/files`, { method: 'POST', headers, body: form })
  expect(sent.status).toBe(201)
  const { id } = (await sent.json()) as { id: string }
  const got = await fetch(`${hub.url}/api/v1/files/${id}`, { headers })
  expect(got.headers.get('content-type')).toMatch(/^text\/plain/)
  expect(got.headers.get('content-disposition')).toMatch(/^attachment;/)
  expect(got.headers.get('x-content-type-options')).toBe('nosniff')
  expect(got.headers.get('content-security-policy')).toContain('sandbox')
  await got.arrayBuffer()
})
