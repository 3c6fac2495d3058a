import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createIngest } from '../../src/services/intake/receive-inbound.ts'
import { type Business, dialoguesOf, messagesOf, onlyDialogue, openBusiness } from '../support/business.ts'
import { startHub, startWorld, type TestHub, type TestWorld } from '../support/hub.ts'
import { messageEvent, receive } from '../support/inbound.ts'
import { until } from '../support/until.ts'
import { watch } from '../support/watched-sql.ts'

let world: TestWorld
let hub: TestHub
let other: TestHub
beforeAll(async () => {
  world = await startWorld()
  hub = await startHub(world)
  other = await startHub(world)
})
afterAll(async () => {
  await other.stop()
  await hub.stop()
  await world.stop()
})

async function post(to: TestHub, business: Business, update: object): Promise<number> {
  const response = await fetch(`${to.url}/webhooks/${business.channelId}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-telegram-bot-api-secret-token': hub.telegram.webhook(business.token)?.secret ?? '',
    },
    body: JSON.stringify(update),
  })
  await response.arrayBuffer()
  return response.status
}

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index))

describe('at once', () => {
  test('50 identical webhooks give one message, and each hears 200', async () => {
    const business = await openBusiness(hub)
    const update = { ...business.customer().text('Once'), update_id: 1 }
    const answers = await Promise.all(times(50, (index) => post(index % 2 === 0 ? hub : other, business, update)))
    expect(new Set(answers)).toEqual(new Set([200]))
    expect(await messagesOf(hub, business)).toMatchObject([{ seq: 1, text: 'Once' }])
  })

  test.each([
    ['one hub', () => [hub]],
    ['two hubs', () => [hub, other]],
  ])('50 first messages of one contact give one dialogue, on %s', async (_name, hubs) => {
    const business = await openBusiness(hub)
    const customer = business.customer()
    const updates = times(50, (index) => ({ ...customer.text(`${index}`), update_id: index + 1 }))
    const targets = hubs()
    await Promise.all(updates.map((update, index) => post(targets[index % targets.length] ?? hub, business, update)))
    const dialogue = await onlyDialogue(hub, business)
    const stored = await messagesOf(hub, business)
    expect(stored.map((row) => row.seq)).toEqual(times(50, (index) => index + 1))
    expect(new Set(stored.map((row) => row.text)).size).toBe(50)
    expect(dialogue).toMatchObject({ last_seq: 50 })
    const [{ contacts, chats } = {}] = await hub.deps.sql`
        select (select count(*)::int from contacts where account_id = ${business.accountId}) as contacts,
          (select count(*)::int from chats where account_id = ${business.accountId}) as chats`
    expect({ contacts, chats }).toEqual({ contacts: 1, chats: 1 })
  })

  test('one contact who begins in many places is one contact', async () => {
    const business = await openBusiness(hub)
    const author = { id: 'grace', name: 'Grace', username: null, locale: null }
    const events = times(20, () => messageEvent({ author }))
    await Promise.all(events.map((event, index) => receive((index % 2 === 0 ? hub : other).deps, business, [event])))
    const [row] = await hub.deps.sql`select count(*)::int as count from contacts where account_id = ${business.accountId}`
    expect(row).toEqual({ count: 1 })
    expect(await dialoguesOf(hub, business)).toHaveLength(20)
  })

  test('hubs that take in the same things in another order do not lock each other out', async () => {
    const business = await openBusiness(hub)
    const mine = watch(hub.deps.sql)
    const theirs = watch(other.deps.sql)
    const { ingest: _a, ...one } = { ...hub.deps, sql: mine.sql }
    const { ingest: _b, ...two } = { ...other.deps, sql: theirs.sql }
    const ingests = [createIngest(one), createIngest(two)] as const
    for (let round = 0; round < 10; round += 1) {
      const events = times(64, (index) => messageEvent({ chatId: `${round}-${index % 16}` }))
      await Promise.all([
        receive({ ingest: ingests[0] }, business, events),
        receive({ ingest: ingests[1] }, business, events.toReversed()),
      ])
    }
    expect([...mine.errors, ...theirs.errors]).toEqual([])
    expect(await messagesOf(hub, business)).toHaveLength(640)
  })
})

describe('order', () => {
  test('a pair that arrives swapped is stored in order of arrival, the late one marked', async () => {
    const business = await openBusiness(hub)
    const customer = business.customer()
    const [first, second, third] = [customer.text('first'), customer.text('second'), customer.text('third')]
    for (const [update, update_id] of [
      [second, 2],
      [first, 1],
      [third, 3],
    ] as const)
      expect(await post(hub, business, { ...update, update_id })).toBe(200)
    expect(await messagesOf(hub, business)).toMatchObject([
      { seq: 1, text: 'second', late: false },
      { seq: 2, text: 'first', late: true },
      { seq: 3, text: 'third', late: false },
    ])
  })

  test('it is marked within one batch, too', async () => {
    const business = await openBusiness(hub)
    const events = [5, 3, 7, 6].map((order) => messageEvent({ chatId: 'c', order, text: `${order}` }))
    await receive(hub.deps, business, events)
    expect((await messagesOf(hub, business)).map((row) => [row.text, row.late])).toEqual([
      ['5', false],
      ['3', true],
      ['7', false],
      ['6', true],
    ])
  })

  test('duplicates leave no gap in the numbers', async () => {
    const business = await openBusiness(hub)
    const events = times(10, () => messageEvent({ chatId: 'c' }))
    await Promise.all([...events, ...events, ...events].map((event) => receive(hub.deps, business, [event])))
    expect((await messagesOf(hub, business)).map((row) => row.seq)).toEqual(times(10, (index) => index + 1))
  })
})

test.each([1, 2, 17, 64])('a batch of %i messages costs at most 5 statements, in chats old and new', async (size) => {
  const business = await openBusiness(hub)
  const watched = watch(hub.deps.sql)
  const { ingest: _, ...deps } = { ...hub.deps, sql: watched.sql }
  const ingest = createIngest(deps)
  await receive(
    { ingest },
    business,
    times(size, (index) => messageEvent({ chatId: `old-${index}` })),
  )
  await receive(
    { ingest },
    business,
    times(size, (index) => messageEvent({ chatId: index % 2 === 0 ? `old-${index}` : `new-${index}` })),
  )
  expect(Math.max(...watched.statements)).toBeLessThanOrEqual(5)
  expect(watched.statements.length).toBe(2)
  expect(await messagesOf(hub, business)).toHaveLength(2 * size)
})

describe('what comes in is odd', () => {
  test('a poison event becomes a dead letter, its neighbours are stored, and the platform hears that all is well', async () => {
    const business = await openBusiness(hub)
    const poison = messageEvent({ chatId: 'p', order: 1e19 })
    const events = [
      messageEvent({ chatId: 'p', text: 'before' }),
      poison,
      messageEvent({ chatId: 'p', text: 'after' }),
      messageEvent(),
    ]
    await Promise.all(events.map((event) => receive(hub.deps, business, [event])))
    expect((await messagesOf(hub, business)).map((row) => row.text).sort()).toEqual(['Hello', 'after', 'before'])
    const dead = await hub.deps
      .sql`select external_id, reason, place from inbound_events where account_id = ${business.accountId} and status = 'dead'`
    expect(dead).toMatchObject([{ external_id: poison.eventId, reason: 'store: 22003', place: 'p' }])
  })

  test('NUL and half a surrogate pair are left out, wherever they stand', async () => {
    const business = await openBusiness(hub)
    const customer = hub.telegram.user({ token: business.token, firstName: 'Gr\u0000ace \ud83d' })
    expect(await post(hub, business, { ...customer.text('a\u0000b\ud800c 😀'), update_id: 9 })).toBe(200)
    expect(await messagesOf(hub, business)).toMatchObject([{ text: 'ab\ufffdc 😀' }])
    const [contact] = await hub.deps.sql`select name from contacts where account_id = ${business.accountId}`
    expect(contact).toEqual({ name: 'Grace \ufffd' })
  })

  test('a text that is cut in the middle of a pair for the list stays a text', async () => {
    const business = await openBusiness(hub)
    await receive(hub.deps, business, [messageEvent({ chatId: 'c', text: 'open' })])
    await hub.handlers.distribute({ accountId: business.accountId })
    await receive(hub.deps, business, [messageEvent({ chatId: 'c', text: `${'x'.repeat(159)}😀` })])
    expect(await onlyDialogue(hub, business)).toMatchObject({ snippet: { text: `${'x'.repeat(159)}\ufffd` } })
  })

  test('what an adapter can’t show is a message that says so', async () => {
    const business = await openBusiness(hub)
    const { type: _, content: _c, replyTo: _r, entry: _e, ...common } = messageEvent()
    await receive(hub.deps, business, [{ ...common, type: 'unsupported', platformType: 'hologram' }])
    const [row] = await hub.deps.sql`select text, content from messages where account_id = ${business.accountId}`
    expect(row).toEqual({ text: '', content: { unsupported: 'hologram' } })
  })
})

describe('the platform hears 200', () => {
  test('only after the commit', async () => {
    const business = await openBusiness(hub)
    const lock = await hub.deps.sql.reserve()
    await lock`begin`
    await lock`lock table messages in exclusive mode`
    let answered: number | null = null
    const answer = post(hub, business, { ...business.customer().text('Wait for it'), update_id: 1 }).then((status) => {
      answered = status
    })
    await until('the hub waits for the table', async () => {
      const waiting = await hub.deps.sql`select 1 from pg_locks where not granted and relation = 'messages'::regclass`
      return waiting.length > 0
    })
    expect(answered).toBeNull()
    await lock`commit`
    lock.release()
    await answer
    expect(answered).toBe(200)
    expect(await messagesOf(hub, business)).toHaveLength(1)
  })

  test('not when it could not be stored; sent again it is', async () => {
    const business = await openBusiness(hub)
    const { sql } = hub.deps
    await sql`create function fail() returns trigger language plpgsql as $$ begin raise exception 'disk full' using errcode = '53100'; end $$`
    await sql`create trigger fail before insert on messages execute function fail()`
    const delivery = await hub.telegram.sendUpdate(business.customer().text('Again'), { token: business.token })
    expect(delivery.status).toBe(500)
    expect(await messagesOf(hub, business)).toEqual([])
    await sql`drop trigger fail on messages`
    await sql`drop function fail`
    expect(await hub.telegram.retryPending(business.token)).toMatchObject([{ status: 200 }])
    expect(await messagesOf(hub, business)).toMatchObject([{ text: 'Again' }])
  })
})
