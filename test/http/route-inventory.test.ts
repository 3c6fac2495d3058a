import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../core/ids.ts'
import { createAccount, createAdmin } from '../../src/services/access/create-account.ts'
import { createApiKey } from '../../src/services/access/create-api-key.ts'
import { bodySchema, example, type Listed, listOperations } from '../support/document.ts'
import { type RunningHub, startHub } from '../support/running-hub.ts'
import { dumpAccount, fillAccount, type WholeAccount } from '../support/whole-account.ts'

// What anyone may call, without being anybody. A new one belongs here, after thinking about what it gives away.
const openOperations = [
  'GET /api/v1/setup',
  'POST /api/v1/setup',
  'POST /api/v1/sign-up',
  'POST /api/v1/sessions',
  'GET /api/v1/invites/{token}',
  'POST /api/v1/invites/{token}',
  'POST /api/v1/password-resets',
  'POST /api/v1/password-resets/{token}',
  'POST /api/v1/widget/sessions',
  'GET /api/v1/openapi.json',
]

const operations = listOperations()
const closed = operations.filter(({ isOpen }) => !isOpen)
/** Those whose path names something of an account. */
const withIds = closed.filter(({ path, operation }) => path.includes('{') && !operation.security.some((way) => 'visitor' in way))

const password = 'correct horse battery'

let running: RunningHub
let cookie: string
let apiKey: string
let foreign: WholeAccount
let ownerCookie: string
beforeAll(async () => {
  running = await startHub({ SIGN_UP: 'open' })
  const { deps } = running.hub
  const make = async (email: string) => {
    const account = await createAccount(deps, { name: email, timeZone: 'UTC' })
    const { managerId } = await createAdmin(deps, { accountId: account.id, email, name: 'Ann', password })
    const signedIn = await fetch(`${running.url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    })
    const me = (await signedIn.json()) as { user: { id: string } }
    return {
      accountId: account.id,
      managerId,
      userId: me.user.id,
      cookie: signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '',
    }
  }
  const ours = await make('ours@hub.example')
  const theirs = await make('theirs@hub.example')
  cookie = ours.cookie
  apiKey = (await createApiKey(deps, { accountId: ours.accountId, name: 'test', role: 'administrator' })).apiKey
  foreign = await fillAccount(deps.sql, theirs)
  ownerCookie = theirs.cookie
})
afterAll(() => running.stop())

function send(
  listed: Listed,
  args: { readonly ids: (word: string) => string; readonly headers?: Readonly<Record<string, string>> },
): Promise<Response> {
  const path = listed.path.replaceAll(/([\w-]+)\/\{\w+\}/g, (_, word: string) => `${word}/${args.ids(word)}`)
  const schema = bodySchema(listed)
  const isForm = listed.operation.requestBody?.content['multipart/form-data'] !== undefined
  const form = new FormData()
  form.set('file', new Blob(['hello'], { type: 'text/plain' }), 'a.txt')
  return fetch(`${running.url}${path}`, {
    method: listed.method,
    redirect: 'manual',
    headers: { ...args.headers, ...(schema && { 'content-type': 'application/json' }) },
    ...(schema && { body: JSON.stringify(example(schema, { id: newId() })) }),
    ...(isForm && { body: form }),
  })
}

test('the open operations are the ones that were thought about', () => {
  expect(
    operations
      .filter(({ isOpen }) => isOpen)
      .map(({ key }) => key)
      .toSorted(),
  ).toEqual(openOperations.toSorted())
})

describe('anonymously', () => {
  test.each(closed.map((listed) => [listed.key, listed] as const))('%s → 401', async (_, listed) => {
    for (const headers of [
      {},
      { authorization: 'Bearer hub_0123456789abcdefghijkl' },
      { authorization: 'Bearer x' },
      { cookie: 'hubbub_session=x.y' },
    ]) {
      const answer = await send(listed, { ids: () => newId(), headers })
      expect([headers, answer.status]).toEqual([headers, 401])
      expect(await answer.json()).toMatchObject({ error: { code: 'unauthenticated' } })
    }
  })
})

/** Of the other account's things, by the word before the parameter. */
function foreignId(word: string): string {
  const id = foreign[word]
  if (id === undefined) throw new Error(`fillAccount makes nothing for /${word}/{…}`)
  return id
}

describe('with ids of another account', () => {
  const readable = withIds.filter(({ method, path }) => method === 'GET' && !path.includes('/files/'))

  test.each(readable.map((listed) => [listed.key, listed] as const))('%s → its owner gets it', async (_, listed) => {
    expect((await send(listed, { ids: foreignId, headers: { cookie: ownerCookie } })).status).toBe(200)
  })

  test.each(withIds.map((listed) => [listed.key, listed] as const))(
    '%s → 404, nothing changed, nothing told',
    async (_, listed) => {
      const before = await dumpAccount(running.hub.deps.sql, foreign['account'] ?? '')
      // Operations for people only refuse a key; all others are asked with either.
      const isForKeys = listed.operation.security.some((way) => 'apiKey' in way)
      for (const headers of [{ cookie }, ...(isForKeys ? [{ authorization: `Bearer ${apiKey}` }] : [])]) {
        const answer = await send(listed, { ids: foreignId, headers })
        const text = await answer.text()
        expect([answer.status, text.includes('Secret')]).toEqual([404, false])
      }
      expect(await dumpAccount(running.hub.deps.sql, foreign['account'] ?? '')).toBe(before)
    },
  )
})

test('every operation of the document is there', async () => {
  const missing: string[] = []
  for (const listed of closed) {
    const answer = await send(listed, { ids: () => newId() })
    if (answer.status === 404 || answer.status === 405) missing.push(listed.key)
  }
  expect(missing).toEqual([])
})
