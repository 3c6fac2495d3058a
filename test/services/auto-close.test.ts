import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { autoCloseBatch } from '../../src/services/auto-close/auto-close-dialogues.ts'
import { assignDialogue } from '../../src/services/dialogues/assign-dialogue.ts'
import { sendReply } from '../../src/services/dialogues/send-reply.ts'
import { autoClose, type Business, dialoguesOf, hire, onlyDialogue, openBusiness, reply } from '../support/business.ts'
import { startHub, startWorld, type TestHub, type TestWorld } from '../support/hub.ts'
import { messageEvent, receive } from '../support/inbound.ts'

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

const hour = 3600

/** A business with one open dialogue that nobody has, begun at this moment. */
async function begun(at: string, settings: Parameters<typeof autoClose>[2] = {}, timeZone = 'Europe/Berlin') {
  hub.clock.set(at)
  const business = await openBusiness(hub, { timeZone })
  await autoClose(hub, business, { idleSeconds: hour, ...settings })
  await receive(hub.deps, business, [messageEvent({ chatId: 'c' })])
  await hub.work()
  const { id } = await onlyDialogue(hub, business)
  return { business, id }
}

const take = (business: Business, id: string) =>
  assignDialogue(hub.deps, business.admin, { dialogueId: id, managerId: business.admin.managerId })
const say = (business: Business) => receive(hub.deps, business, [messageEvent({ chatId: 'c' })])
const answer = (business: Business, id: string) => sendReply(hub.deps, business.admin, { dialogueId: id, body: reply('Hello') })
const closes = async (business: Business) => (await onlyDialogue(hub, business)).auto_close_at?.toISOString()

/** Closes at this moment and not a millisecond before. */
async function closesExactlyAt(business: Business, at: string, reason: string): Promise<void> {
  hub.clock.set(new Date(new Date(at).getTime() - 1))
  await hub.handlers['auto-close']({})
  expect(await onlyDialogue(hub, business), 'a millisecond before').toMatchObject({ status: 'open' })
  hub.clock.set(at)
  await hub.handlers['auto-close']({})
  expect(await onlyDialogue(hub, business), 'at the time').toMatchObject({
    status: 'closed',
    close_reason: reason,
    auto_close_at: null,
  })
}

describe('an assigned dialogue', () => {
  test('closes when it was idle for the set time', async () => {
    const { business, id } = await begun('2026-05-01T08:00:00Z')
    await take(business, id)
    hub.clock.set('2026-05-01T09:30:00Z')
    await answer(business, id)
    await closesExactlyAt(business, '2026-05-01T10:30:00.000Z', 'auto_idle')
  })

  test('stays open while the customer waits for an answer', async () => {
    const { business, id } = await begun('2026-05-02T08:00:00Z')
    await take(business, id)
    expect(await closes(business)).toBeUndefined()
    await answer(business, id)
    expect(await closes(business)).toBe('2026-05-02T09:00:00.000Z')
    hub.clock.set('2026-05-02T08:59:59Z')
    await say(business)
    expect(await closes(business)).toBeUndefined()
  })

  test('closes also then, where the business chose so', async () => {
    const { business, id } = await begun('2026-05-03T08:00:00Z', { keepWhileCustomerWaits: false })
    await take(business, id)
    await closesExactlyAt(business, '2026-05-03T09:00:00.000Z', 'auto_idle')
  })

  test('never closes by itself where the idle time is off', async () => {
    const { business, id } = await begun('2026-05-04T08:00:00Z', { idleSeconds: null })
    await take(business, id)
    await answer(business, id)
    hub.clock.advance({ days: 400 })
    await hub.handlers['auto-close']({})
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'open' })
  })
})

describe('an unassigned dialogue', () => {
  test.each([
    ['31 January → 28 February', '2026-01-31T12:00:00Z', 'Europe/Berlin', '2026-02-28T12:00:00.000Z'],
    ['31 January → 29 February in a leap year', '2028-01-31T12:00:00Z', 'Europe/Berlin', '2028-02-29T12:00:00.000Z'],
    ['across the clocks going forward', '2026-03-15T12:00:00Z', 'Europe/Berlin', '2026-04-15T11:00:00.000Z'],
    [
      'across the clocks going back, half an hour on Lord Howe',
      '2026-03-20T00:00:00Z',
      'Australia/Lord_Howe',
      '2026-04-20T00:30:00.000Z',
    ],
    ['the day of the account’s zone', '2026-01-31T12:00:00Z', 'Pacific/Auckland', '2026-02-28T12:00:00.000Z'],
  ])('closes after one calendar month and no sooner: %s', async (_name, at, zone, expected) => {
    const { business } = await begun(at, {}, zone)
    await closesExactlyAt(business, expected, 'auto_unassigned_month')
  })

  test('counts anew from the customer’s last message, and from when it was put back', async () => {
    const { business, id } = await begun('2026-06-01T08:00:00Z')
    hub.clock.set('2026-06-10T08:00:00Z')
    await say(business)
    expect(await closes(business)).toBe('2026-07-10T08:00:00.000Z')
    await take(business, id)
    await answer(business, id)
    hub.clock.set('2026-06-10T08:30:00Z')
    await assignDialogue(hub.deps, business.admin, { dialogueId: id, managerId: null })
    expect(await closes(business)).toBe('2026-07-10T08:30:00.000Z')
  })
})

test('a dialogue that reopens goes back to who had it, unless they have left', async () => {
  const { business, id } = await begun('2026-06-20T08:00:00Z', { keepWhileCustomerWaits: false })
  const max = await hire(hub, { accountId: business.accountId })
  await assignDialogue(hub.deps, business.admin, { dialogueId: id, managerId: max.managerId })
  for (const expected of [max.managerId, null]) {
    hub.clock.advance({ hours: 2 })
    await hub.handlers['auto-close']({})
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'closed' })
    if (expected === null) await hub.deps.sql`update managers set deactivated_at = now() where id = ${max.managerId}`
    await say(business)
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'open', assignee_id: expected })
  }
})

test('changed settings write the due times anew, of every open dialogue', async () => {
  const { business, id } = await begun('2026-07-01T08:00:00Z')
  await receive(hub.deps, business, [messageEvent({ chatId: 'd' }), messageEvent({ chatId: 'e' })])
  await hub.work()
  await take(business, id)
  await answer(business, id)
  await autoClose(hub, business, { idleSeconds: 2 * hour })
  const dues = (await dialoguesOf(hub, business)).map((row) => row.auto_close_at?.toISOString())
  expect(dues).toEqual(['2026-07-01T10:00:00.000Z', '2026-08-01T08:00:00.000Z', '2026-08-01T08:00:00.000Z'])
  await autoClose(hub, business, { idleSeconds: null })
  expect((await dialoguesOf(hub, business))[0]?.auto_close_at).toBeNull()
})

describe('at the same instant', () => {
  test('a message that is being written keeps the dialogue open', async () => {
    const { business, id } = await begun('2026-08-01T08:00:00Z', { keepWhileCustomerWaits: false })
    await take(business, id)
    hub.clock.set('2026-08-01T09:00:00Z')
    // The intake holds the row; the sweep passes it over, and afterwards it is not due.
    const lock = await hub.deps.sql.reserve()
    await lock`begin`
    await lock`select 1 from dialogues where id = ${id} for update`
    await autoCloseBatch(other.deps)
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'open' })
    await lock`commit`
    lock.release()
    await say(business)
    await autoCloseBatch(other.deps)
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'open' })
  })

  test('whoever comes first of many messages and many sweeps, in the end all dialogues are open and each message is in one', async () => {
    const { business, id } = await begun('2026-08-02T08:00:00Z', { keepWhileCustomerWaits: false })
    const chats = Array.from({ length: 30 }, (_, index) => `race-${index}`)
    await receive(
      hub.deps,
      business,
      chats.map((chatId) => messageEvent({ chatId })),
    )
    await hub.work()
    for (const row of await dialoguesOf(hub, business)) await take(business, row.id)
    hub.clock.set('2026-08-02T09:00:00Z')
    await Promise.all([
      ...chats.map((chatId, index) => receive((index % 2 === 0 ? hub : other).deps, business, [messageEvent({ chatId })])),
      ...Array.from({ length: 4 }, (_, index) => autoCloseBatch((index % 2 === 0 ? hub : other).deps)),
    ])
    const rows = (await dialoguesOf(hub, business)).filter((row) => row.id !== id)
    expect(rows).toHaveLength(30)
    expect(new Set(rows.map((row) => row.status))).toEqual(new Set(['open']))
    expect(rows.map((row) => row.last_seq)).toEqual(chats.map(() => 2))
  })

  test('two sweeps close each dialogue once, and tell of it once', async () => {
    const { business, id } = await begun('2026-08-03T08:00:00Z', { keepWhileCustomerWaits: false })
    await take(business, id)
    hub.clock.set('2026-08-03T10:00:00Z')
    const closed = await Promise.all([hub, other, hub, other].map(({ deps }) => autoCloseBatch(deps)))
    expect(closed.reduce((sum, one) => sum + one.closed, 0)).toBeGreaterThanOrEqual(1)
    const told = await hub.deps.sql`
      select 1 from stream_events where account_id = ${business.accountId} and dialogue_id = ${id} and type = 'dialogue.updated' and at = ${hub.clock.now()}`
    expect(told).toHaveLength(1)
  })
})
