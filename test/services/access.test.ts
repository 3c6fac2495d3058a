import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeManager } from '../../src/services/access/change-manager.ts'
import { ensureFirstAdmin } from '../../src/services/access/ensure-first-admin.ts'
import { limit } from '../../src/services/access/limit.ts'
import { resolveActor } from '../../src/services/access/resolve-actor.ts'
import { type AccessHub, api, cookieOf, startAccessHub } from '../support/access-hub.ts'
import { newAccount, newManager, type Person, password } from '../support/people.ts'
import { fillAccount } from '../support/whole-account.ts'

const dayMs = 86_400_000

let hub: AccessHub
beforeAll(async () => {
  hub = await startAccessHub()
})
afterAll(() => hub.stop())

const patch = (cookie: string, id: string, body: object) => api(hub.app, 'PATCH /managers/{id}', { cookie, params: { id }, body })

describe('the last administrator', () => {
  test('stays one, and stays active', async () => {
    const admin = await newAccount(hub)
    // Who was invited and has not come is no administrator yet.
    await api(hub.app, 'POST /managers', {
      cookie: admin.cookie,
      body: { email: 'not-yet@hub.example', name: 'N', role: 'administrator' },
    })
    for (const body of [{ role: 'manager' }, { role: 'chat_administrator' }, { deactivated: true }]) {
      expect((await patch(admin.cookie, admin.managerId, body)).status).toBe(409)
    }
    expect((await patch(admin.cookie, admin.managerId, { name: 'Still Ann', capacity: 3 })).status).toBe(200)
  })

  test('of two who demote each other at once, one remains', async () => {
    const first = await newAccount(hub)
    const second = await newManager(hub, first, 'administrator')
    const demote = async (by: Person, managerId: string) => {
      const { actor } = await resolveActor(hub.deps, { authorization: null, cookie: by.cookie })
      if (actor === null) throw new Error('not signed in')
      return () => changeManager(hub.deps, { actor, managerId, change: { role: 'manager' } })
    }
    const changes = [await demote(first, second.managerId), await demote(second, first.managerId)]
    const outcomes = await Promise.allSettled(changes.map((change) => change()))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } })
    const rows = await hub.sql`select from managers where account_id = ${first.accountId} and role = 'administrator'`
    expect(rows).toHaveLength(1)
  })
})

test('who is deactivated leaves their open dialogues to nobody, and the screens are told', async () => {
  const admin = await newAccount(hub)
  const person = await newManager(hub, admin)
  const [user] = await hub.sql<{ id: string }[]>`select user_id as id from managers where id = ${person.managerId}`
  const ids = await fillAccount(hub.sql, { accountId: admin.accountId, managerId: person.managerId, userId: user?.id ?? '' })
  hub.nudges.length = 0
  const before = Date.now()

  expect((await patch(admin.cookie, person.managerId, { deactivated: true })).status).toBe(200)

  const [dialogue] = await hub.sql`select * from dialogues where id = ${ids['dialogues'] ?? ''}`
  expect(dialogue).toMatchObject({ assignee_id: null, status: 'open', became_unassigned_at: expect.any(Date) })
  const days = (Number(dialogue?.['auto_close_at']) - before) / dayMs
  expect(days, 'a calendar month from now').toBeGreaterThan(27.9)
  expect(days).toBeLessThan(31.1)
  const [manager] = await hub.sql`select open_count, status from managers where id = ${person.managerId}`
  expect(manager).toEqual({ open_count: 0, status: 'offline' })
  const events =
    await hub.sql`select type, dialogue_id, previous_assignee_id from stream_events where account_id = ${admin.accountId} order by position`
  expect(events.slice(-2)).toEqual([
    { type: 'manager.updated', dialogue_id: null, previous_assignee_id: null },
    { type: 'dialogue.updated', dialogue_id: ids['dialogues'], previous_assignee_id: person.managerId },
  ])
  const decisions =
    await hub.sql`select by, rule, from_manager_id, to_manager_id, by_manager_id from assignment_decisions where account_id = ${admin.accountId}`
  expect(decisions).toEqual([
    { by: 'system', rule: 'deactivated', from_manager_id: person.managerId, to_manager_id: null, by_manager_id: admin.managerId },
  ])
  expect(hub.nudges).toEqual(['distribute'])

  expect((await patch(admin.cookie, person.managerId, { deactivated: false })).status).toBe(200)
  expect((await api(hub.app, 'POST /sessions', { body: { email: person.email, password } })).status).toBe(201)
})

describe('sessions', () => {
  const who = async (cookie: string) => await resolveActor(hub.deps, { authorization: null, cookie })

  test('roll: one in use gets its 30 days again once a day, one out of use ends', async () => {
    const { cookie } = await newAccount(hub)
    expect((await who(cookie)).cookies).toEqual([])
    await hub.sql`update sessions set expires_at = now() + interval '28 days 23 hours' where token = ${decodeURIComponent(cookie.split('=')[1] ?? '').split('.')[0] ?? ''}`
    expect((await who(cookie)).cookies).toEqual([expect.stringMatching(/^hubbub_session=.+Max-Age=2592000/)])
    expect((await who(cookie)).cookies, 'renewed').toEqual([])
    hub.clock.offsetMs = 30 * dayMs + 60_000
    expect((await who(cookie)).actor).toBe(null)
    hub.clock.offsetMs = 0
  })

  test('deleting a person’s role in one account leaves them in the other', async () => {
    const first = await newAccount(hub, 'First')
    const second = await newAccount(hub, 'Second')
    const person = await newManager(hub, first)
    const invited = await api(hub.app, 'POST /managers', {
      cookie: second.cookie,
      body: { email: person.email, name: 'P', role: 'manager' },
    })
    const { id, inviteUrl } = (await invited.json()) as { id: string; inviteUrl: string }
    const joined = await api(hub.app, 'POST /invites/{token}', {
      params: { token: inviteUrl.split('/').at(-1) ?? '' },
      body: { name: 'P', password },
    })
    await patch(second.cookie, id, { deactivated: true })
    expect((await who(cookieOf(joined))).actor, 'the session in that account ends').toBe(null)
    expect((await who(person.cookie)).actor?.accountId, 'the one in the other goes on').toBe(first.accountId)
    const again = await api(hub.app, 'POST /sessions', { body: { email: person.email, password } })
    expect(await again.json()).toMatchObject({ account: { name: 'First' }, accounts: [{ name: 'First' }] })
  })

  test('garbage is nobody', async () => {
    for (const cookie of [
      '',
      'hubbub_session',
      'hubbub_session=',
      'hubbub_session=%E0%A4%A',
      'hubbub_session=a.b',
      'hubbub_session=.',
      `hubbub_session=${'x'.repeat(5000)}`,
    ]) {
      expect((await who(cookie)).actor).toBe(null)
    }
    for (const authorization of ['', 'Bearer', 'Bearer ', 'Basic aHViXw==', 'Bearer hub_', 'hub_x']) {
      expect((await resolveActor(hub.deps, { authorization, cookie: null })).actor).toBe(null)
    }
  })
})

describe('sign-up', () => {
  const founder = { password, name: 'Eve', accountName: 'Eve & Co', timeZone: 'UTC' }
  const signUp = (where: AccessHub, email: string, secret = password) =>
    api(where.app, 'POST /sign-up', { body: { ...founder, email, password: secret } })

  test('closed: nobody', async () => {
    const closed = await startAccessHub({ env: { SIGN_UP: 'closed' } })
    await newAccount(closed)
    expect((await signUp(closed, 'eve@hub.example')).status).toBe(403)
    await closed.stop()
  })

  test('invite: only who works here already, with their own password', async () => {
    const invite = await startAccessHub({ env: { SIGN_UP: 'invite' } })
    const admin = await newAccount(invite)
    const unknown = await signUp(invite, 'eve@hub.example')
    const wrong = await signUp(invite, admin.email, 'not their password')
    const message = async (answer: Response) => ((await answer.json()) as { error: unknown }).error
    expect([unknown.status, await message(unknown)]).toEqual([wrong.status, await message(wrong)])
    expect((await signUp(invite, admin.email)).status).toBe(201)
    await invite.stop()
  })

  test('open: anyone; who is known proves it', async () => {
    const first = await signUp(hub, 'eve@hub.example')
    expect(first.status).toBe(201)
    expect((await signUp(hub, 'eve@hub.example', 'somebody else 1')).status).toBe(401)
    const second = await signUp(hub, 'eve@hub.example')
    expect(((await second.json()) as { accounts: unknown[] }).accounts).toHaveLength(2)
  })

  test('not before the hub is set up: its first account needs the printed link', async () => {
    const fresh = await startAccessHub({ env: { SIGN_UP: 'open' } })
    expect((await signUp(fresh, 'eve@hub.example')).status).toBe(409)
    await fresh.stop()
  })
})

test('ADMIN_EMAIL and ADMIN_PASSWORD make the first administrator once, however many processes start', async () => {
  const fresh = await startAccessHub({ env: { ADMIN_EMAIL: 'Boss@Hub.example', ADMIN_PASSWORD: password } })
  const made = await Promise.all([1, 2, 3].map(() => ensureFirstAdmin(fresh.deps)))
  expect(made.filter(({ created }) => created)).toHaveLength(1)
  expect(await ensureFirstAdmin(fresh.deps)).toEqual({ created: false })
  const answer = await api(fresh.app, 'POST /sessions', { body: { email: 'boss@hub.example', password } })
  expect(await answer.json()).toMatchObject({ role: 'administrator', user: { email: 'boss@hub.example' } })
  await fresh.stop()
})

test('a limit names itself, counts before the attempt, and gives back', async () => {
  const ip = '192.0.2.99'
  for (let n = 0; n < 10; n += 1) await limit(hub.deps, { what: 'setup', ip })
  await expect(limit(hub.deps, { what: 'setup', ip })).rejects.toMatchObject({
    code: 'rate_limited',
    message: expect.stringContaining('set up the hub'),
    retryAfterMs: expect.any(Number),
  })
  const giveBack = await limit(hub.deps, { what: 'sign-up', ip })
  await giveBack()
  const rows = await hub.sql<
    { key: string; count: number }[]
  >`select key, count from rate_limits where key like 'sign-up:%' and count = 0`
  expect(rows.length).toBeGreaterThan(0)
  expect(JSON.stringify(await hub.sql`select * from rate_limits`)).not.toContain(ip)
})

test('no password, token or key is in the database as text', async () => {
  const admin = await newAccount(hub)
  const made = (await (
    await api(hub.app, 'POST /api-keys', { cookie: admin.cookie, body: { name: 'k', role: 'manager' } })
  ).json()) as { apiKey: string }
  const invited = (await (
    await api(hub.app, 'POST /managers', {
      cookie: admin.cookie,
      body: { email: 'dump@hub.example', name: 'D', role: 'manager' },
    })
  ).json()) as { inviteUrl: string }
  const tables = await hub.sql<
    { name: string }[]
  >`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`
  let dump = ''
  for (const { name } of tables) {
    const [row] = await hub.sql<[{ rows: string | null }]>`select json_agg(t)::text as rows from ${hub.sql(name)} t`
    dump += row.rows ?? ''
  }
  for (const secret of [password, made.apiKey, invited.inviteUrl.split('/').at(-1) ?? ''])
    expect(dump.includes(secret)).toBe(false)
})
