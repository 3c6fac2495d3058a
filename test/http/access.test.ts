import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureSetupLink } from '../../src/services/access/ensure-setup-link.ts'
import { type AccessHub, api, call, cookieOf, startAccessHub } from '../support/access-hub.ts'
import { newAccount, newManager, password } from '../support/people.ts'

describe('the first administrator', () => {
  let hub: AccessHub
  beforeAll(async () => {
    hub = await startAccessHub()
  })
  afterAll(() => hub.stop())

  const founder = { email: 'Ann@Hub.example', password, name: 'Ann', accountName: 'Acme', timeZone: 'Europe/Berlin' }

  test('set-up takes the printed token once, then never again', async () => {
    const before = await api(hub.app, 'GET /setup')
    expect(await before.json()).toEqual({ needed: true, signUp: 'open', mailConfigured: false })
    const old = await ensureSetupLink(hub.deps)
    const link = await ensureSetupLink(hub.deps)
    expect(link).toMatch(/^https:\/\/hub\.example\/setup#token=\w{22}$/)
    const tokenOf = (url: string | null) => new URLSearchParams(new URL(url ?? '').hash.slice(1)).get('token')

    const wrong = await api(hub.app, 'POST /setup', { body: { ...founder, token: tokenOf(old) } })
    expect(wrong.status, 'each start makes a new link, the one before ends').toBe(403)

    const bodies = [1, 2, 3].map((n) => ({ ...founder, email: `ann${n}@hub.example`, token: tokenOf(link) }))
    const answers = await Promise.all(bodies.map((body) => api(hub.app, 'POST /setup', { body })))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409])
    const [{ accounts }] = await hub.sql<[{ accounts: number }]>`select count(*)::int as accounts from accounts`
    expect(accounts).toBe(1)

    const after = await api(hub.app, 'GET /setup')
    expect(await after.json()).toMatchObject({ needed: false })
    expect(await ensureSetupLink(hub.deps)).toBe(null)
  })

  test('the cookie is the one that is promised', async () => {
    const answer = await api(hub.app, 'POST /sign-up', { body: { ...founder, accountName: 'Second' } })
    expect(answer.status).toBe(201)
    const [line] = answer.headers.getSetCookie()
    expect(line).toMatch(/^hubbub_session=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    const me = await (await api(hub.app, 'GET /me', { cookie: cookieOf(answer) })).json()
    expect(me).toMatchObject({
      role: 'administrator',
      user: { email: 'ann@hub.example' },
      account: { name: 'Second', timeZone: 'Europe/Berlin' },
    })
  })
})

describe('people', () => {
  let hub: AccessHub
  beforeAll(async () => {
    hub = await startAccessHub()
  })
  afterAll(() => hub.stop())

  test('an invitation makes a manager once; a garbage token touches nobody', async () => {
    const admin = await newAccount(hub)
    const body = { email: 'new@hub.example', name: 'New', role: 'manager' }
    const invited = (await (await api(hub.app, 'POST /managers', { cookie: admin.cookie, body })).json()) as {
      id: string
      inviteUrl: string
      state: string
    }
    expect(invited.state).toBe('invited')
    const again = await api(hub.app, 'POST /managers', { cookie: admin.cookie, body })
    expect(again.status).toBe(409)
    for (const token of ['garbage', '%00', '..%2f', invited.id]) {
      expect((await api(hub.app, 'GET /invites/{token}', { params: { token } })).status).toBe(404)
      expect((await api(hub.app, 'POST /invites/{token}', { params: { token }, body: { name: 'X', password } })).status).toBe(404)
    }
    const token = invited.inviteUrl.split('/').at(-1) ?? ''
    const shown = await api(hub.app, 'GET /invites/{token}', { params: { token } })
    expect(await shown.json()).toEqual({ email: 'new@hub.example', name: 'New', accountName: 'Acme', hasPassword: false })
    const twice = await Promise.all(
      [1, 2].map(() => api(hub.app, 'POST /invites/{token}', { params: { token }, body: { name: 'Newer', password } })),
    )
    expect(twice.map(({ status }) => status).toSorted()[0]).toBe(201)
    expect(twice.filter(({ status }) => status === 201)).toHaveLength(1)
    expect((await api(hub.app, 'GET /invites/{token}', { params: { token } })).status).toBe(404)
  })

  test('a new invitation ends the one before', async () => {
    const admin = await newAccount(hub)
    const invited = await api(hub.app, 'POST /managers', {
      cookie: admin.cookie,
      body: { email: 'twice@hub.example', name: 'T', role: 'manager' },
    })
    const first = (await invited.json()) as { id: string; inviteUrl: string }
    const renewed = await api(hub.app, 'POST /managers/{id}/invite', { cookie: admin.cookie, params: { id: first.id } })
    const second = (await renewed.json()) as { inviteUrl: string }
    const open = (url: string) => api(hub.app, 'GET /invites/{token}', { params: { token: url.split('/').at(-1) ?? '' } })
    expect((await open(first.inviteUrl)).status).toBe(404)
    expect((await open(second.inviteUrl)).status).toBe(200)
  })

  test('whoever works here already joins a second account with their own password, and works in either', async () => {
    const first = await newAccount(hub, 'First')
    const second = await newAccount(hub, 'Second')
    const person = await newManager(hub, first)
    const invited = await api(hub.app, 'POST /managers', {
      cookie: second.cookie,
      body: { email: person.email, name: 'P', role: 'administrator' },
    })
    const { id, inviteUrl } = (await invited.json()) as { id: string; inviteUrl: string }
    const token = inviteUrl.split('/').at(-1) ?? ''
    const wrong = await api(hub.app, 'POST /invites/{token}', {
      params: { token },
      body: { name: 'P', password: 'not their password' },
    })
    expect(wrong.status).toBe(401)
    const joined = await api(hub.app, 'POST /invites/{token}', { params: { token }, body: { name: 'P', password } })
    expect(await joined.json()).toMatchObject({
      account: { name: 'Second' },
      accounts: [{ name: 'First' }, { name: 'Second' }],
      role: 'administrator',
    })

    const back = await api(hub.app, 'PUT /me/account', { cookie: cookieOf(joined), body: { accountId: first.accountId } })
    expect(await back.json()).toMatchObject({ account: { name: 'First' }, role: 'manager' })
    const me = await api(hub.app, 'GET /me', { cookie: cookieOf(joined) })
    expect(await me.json()).toMatchObject({ account: { name: 'First' }, role: 'manager' })

    const takeOver = await api(hub.app, 'POST /managers/{id}/password-reset', { cookie: second.cookie, params: { id } })
    expect(takeOver.status, 'an administrator of one account gets no link into another').toBe(409)
  })

  test('roles: a manager and a chat administrator manage no people and no keys', async () => {
    const admin = await newAccount(hub)
    for (const role of ['manager', 'chat_administrator'] as const) {
      const { cookie, managerId } = await newManager(hub, admin, role)
      expect((await api(hub.app, 'GET /managers', { cookie })).status).toBe(200)
      const id = managerId
      const refused = await Promise.all([
        api(hub.app, 'POST /managers', { cookie, body: { email: 'x@hub.example', name: 'X', role: 'manager' } }),
        api(hub.app, 'PATCH /managers/{id}', { cookie, params: { id }, body: { role: 'administrator' } }),
        api(hub.app, 'POST /managers/{id}/password-reset', { cookie, params: { id } }),
        api(hub.app, 'POST /api-keys', { cookie, body: { name: 'k', role: 'administrator' } }),
        api(hub.app, 'GET /api-keys', { cookie }),
      ])
      expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403])
    }
  })

  test('the list is paged, and other accounts are not in it', async () => {
    const admin = await newAccount(hub)
    for (const n of [1, 2, 3]) {
      await api(hub.app, 'POST /managers', {
        cookie: admin.cookie,
        body: { email: `page${n}@hub.example`, name: `P${n}`, role: 'manager' },
      })
    }
    const names: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Response = await call(hub.app, `GET /api/v1/managers?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`, {
        cookie: admin.cookie,
      })
      const { items, nextCursor } = (await page.json()) as { items: { name: string }[]; nextCursor: string | null }
      names.push(...items.map((item) => item.name))
      cursor = nextCursor
    }
    expect(names).toEqual(['Ann', 'P1', 'P2', 'P3'])
    expect((await call(hub.app, "GET /api/v1/managers?cursor='--", { cookie: admin.cookie })).status).toBe(400)
  })

  test('preferences are merged, a null forgets one', async () => {
    const { cookie } = await newAccount(hub)
    await api(hub.app, 'PATCH /me', { cookie, body: { preferences: { theme: 'dark', sound: { on: null } } } })
    const answer = await api(hub.app, 'PATCH /me', { cookie, body: { name: 'Anna', preferences: { theme: null, keys: 1 } } })
    expect(await answer.json()).toMatchObject({
      user: { name: 'Anna' },
      manager: { name: 'Anna' },
      preferences: { sound: { on: null }, keys: 1 },
    })
    const me = (await (await api(hub.app, 'GET /me', { cookie })).json()) as { preferences: object }
    expect(me.preferences).toEqual({ sound: { on: null }, keys: 1 })
  })

  test('becoming free wakes distribution and tells the screens', async () => {
    const admin = await newAccount(hub)
    hub.nudges.length = 0
    hub.busMessages.length = 0
    const answer = await api(hub.app, 'PUT /managers/me/status', { cookie: admin.cookie, body: { status: 'free' } })
    expect(await answer.json()).toMatchObject({ id: admin.managerId, status: 'free' })
    expect(hub.nudges).toEqual(['distribute'])
    expect(hub.busMessages).toMatchObject([{ type: 'stream', accountId: admin.accountId, position: 1 }])
  })
})

describe('API keys', () => {
  let hub: AccessHub
  beforeAll(async () => {
    hub = await startAccessHub()
  })
  afterAll(() => hub.stop())

  test('a key is shown once, acts with its role, and ends with its revocation', async () => {
    const admin = await newAccount(hub)
    const made = await api(hub.app, 'POST /api-keys', { cookie: admin.cookie, body: { name: 'CRM', role: 'manager' } })
    const { apiKey, id, last4 } = (await made.json()) as { apiKey: string; id: string; last4: string }
    expect(apiKey).toMatch(/^hub_\w{22}$/)
    expect(last4).toBe(apiKey.slice(-4))
    const [row] = await hub.sql`select * from api_keys where id = ${id}`
    expect(JSON.stringify(row)).not.toContain(apiKey)

    const me = await api(hub.app, 'GET /me', { key: apiKey })
    expect(await me.json()).toMatchObject({ user: null, manager: null, role: 'manager', account: { id: admin.accountId } })
    expect((await api(hub.app, 'GET /api-keys', { key: apiKey })).status, 'not its role').toBe(403)
    expect((await api(hub.app, 'GET /sessions', { key: apiKey })).status, 'a person’s own matter').toBe(403)
    const listed = await (await api(hub.app, 'GET /api-keys', { cookie: admin.cookie })).text()
    expect(listed).toContain(last4)
    expect(listed).not.toContain(apiKey)

    expect((await api(hub.app, 'DELETE /api-keys/{id}', { cookie: admin.cookie, params: { id } })).status).toBe(204)
    expect((await api(hub.app, 'GET /me', { key: apiKey })).status).toBe(401)
  })

  test('where a key stands, the cookie does not count', async () => {
    const admin = await newAccount(hub)
    expect((await api(hub.app, 'GET /me', { cookie: admin.cookie, key: 'hub_nonsense' })).status).toBe(401)
  })
})

describe('what stands beside the API', () => {
  let hub: AccessHub
  beforeAll(async () => {
    hub = await startAccessHub({ env: { METRICS_TOKEN: 'for-the-collector' } })
  })
  afterAll(() => hub.stop())

  test('/healthz and /readyz', async () => {
    expect((await call(hub.app, 'GET /healthz')).status).toBe(200)
    const ready = await call(hub.app, 'GET /readyz')
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ok', checks: { started: true, database: true } }])
  })

  test('/metrics asks for its token', async () => {
    expect((await call(hub.app, 'GET /metrics', { ip: '127.0.0.1' })).status).toBe(401)
    expect((await call(hub.app, 'GET /metrics', { key: 'wrong' })).status).toBe(401)
    const metrics = await call(hub.app, 'GET /metrics', { key: 'for-the-collector' })
    expect(await metrics.text()).toContain('hubbub_http_request_seconds_bucket')
  })

  test('a hub whose pages are not built says how to build them', async () => {
    const page = await call(hub.app, 'GET /inbox/anything')
    expect(page.status).toBe(503)
    expect(await page.text()).toContain('npm run build')
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(page.headers.get('strict-transport-security')).toBe('max-age=31536000')
  })

  test('the documentation needs nothing from elsewhere', async () => {
    const page = await call(hub.app, 'GET /api/docs')
    const text = await page.text()
    expect(page.status).toBe(200)
    expect(text).toContain('/api/v1/managers/{id}/invite')
    expect(text).not.toMatch(/<script|(?:src|href)="(?:https?:)?\/\//)
  })
})
