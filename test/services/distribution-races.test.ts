import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../core/permissions.ts'
import { assignDialogue } from '../../src/services/dialogues/assign-dialogue.ts'
import { closeDialogue } from '../../src/services/dialogues/close-dialogue.ts'
import { readDecisions } from '../../src/services/dialogues/read-decisions.ts'
import { assignDialogues } from '../../src/services/distribution/assign-dialogues.ts'
import { type Business, dialoguesOf, distribute, hire, onlyDialogue, openBusiness } from '../support/business.ts'
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

/** So many dialogues that nobody has, opened in this order a second apart. */
async function queueUp(business: Business, count: number): Promise<string[]> {
  const { accountId } = business
  const before = new Set((await dialoguesOf(hub, business)).map((row) => row.id))
  for (let index = 0; index < count; index += 1) {
    hub.clock.advance({ seconds: 1 })
    await receive(hub.deps, business, [messageEvent({ chatId: `${before.size + index}` })])
  }
  const { mode } = (await hub.deps.settings.of(accountId)).distribution
  if (mode !== 'none') throw new Error('queue up before distribution is on')
  await hub.handlers.distribute({ accountId })
  return (await dialoguesOf(hub, business)).filter((row) => !before.has(row.id)).map((row) => row.id)
}

/** A business whose administrator is at home, with these people. */
async function staffed(people: readonly Partial<Parameters<typeof hire>[1]>[]) {
  const business = await openBusiness(hub)
  const { accountId } = business
  await hub.deps.sql`update managers set status = 'offline', online_until = null where account_id = ${accountId}`
  const managers: Actor[] = []
  for (const person of people) managers.push(await hire(hub, { accountId, ...person }))
  return { business, accountId, managers }
}

const assignees = async (business: Business) => (await dialoguesOf(hub, business)).map((row) => row.assignee_id)
const countOf = async (business: Business, actor: Actor | undefined) =>
  (await assignees(business)).filter((id) => id === actor?.managerId).length

describe('at once', () => {
  test('8 distributors in two processes give each dialogue out once, nobody gets more than they can, and turns differ by at most one', async () => {
    const { business, accountId, managers } = await staffed(Array.from({ length: 5 }, () => ({ capacity: 12 })))
    await queueUp(business, 64)
    await distribute(hub, business, { mode: 'round_robin' })
    const counts = await Promise.all(
      Array.from({ length: 8 }, (_, index) => assignDialogues((index % 2 === 0 ? hub : other).deps, accountId)),
    )
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(60)
    const got = await Promise.all(managers.map((one) => countOf(business, one)))
    expect(got).toEqual([12, 12, 12, 12, 12])
    const decisions = await hub.deps.sql`select dialogue_id from assignment_decisions where account_id = ${accountId}`
    expect(decisions).toHaveLength(60)
    expect(new Set(decisions.map((row) => row['dialogue_id'])).size).toBe(60)
  })

  test('turns differ by at most one across batches, also within one moment', async () => {
    const { business, managers } = await staffed(Array.from({ length: 7 }, () => ({ capacity: 1000 })))
    await queueUp(business, 230)
    await distribute(hub, business, { mode: 'round_robin' })
    await hub.work()
    for (let more = 0; more < 20; more += 1) {
      await receive(hub.deps, business, [messageEvent()])
      await hub.work()
    }
    const got = await Promise.all(managers.map((one) => countOf(business, one)))
    expect(got.toSorted((a, b) => a - b)).toEqual([35, 35, 36, 36, 36, 36, 36])
  })

  test('a person who takes while the distributor assigns: one of them has it, and it is in one hand', async () => {
    const {
      business,
      accountId,
      managers: [ann, bob],
    } = await staffed([{ capacity: 100 }, { status: 'busy' }])
    const ids = await queueUp(business, 20)
    await distribute(hub, business, { mode: 'round_robin' })
    if (!ann || !bob) throw new Error('nobody was hired')
    const takes = ids.map(async (dialogueId) => {
      try {
        await assignDialogue(other.deps, bob, { dialogueId, managerId: bob.managerId, from: null })
        return true
      } catch (error) {
        expect(error).toMatchObject({ code: 'conflict' })
        return false
      }
    })
    const [taken] = await Promise.all([Promise.all(takes), assignDialogues(hub.deps, accountId)])
    await assignDialogues(hub.deps, accountId)
    const now = await dialoguesOf(hub, business)
    expect(now.map((row) => row.assignee_id)).toEqual(taken.map((won) => (won ? bob.managerId : ann.managerId)))
    const decisions = await hub.deps.sql`select dialogue_id from assignment_decisions where account_id = ${accountId}`
    expect(decisions).toHaveLength(20)
  })

  test.each([
    ['two managers', 'manager'],
    ['two administrators', 'administrator'],
  ] as const)('%s take the same dialogue: one has it, the other is told so', async (_name, role) => {
    const {
      business,
      managers: [ann, bob],
    } = await staffed([{ role }, { role }])
    const ids = await queueUp(business, 10)
    if (!ann || !bob) throw new Error('nobody was hired')
    for (const dialogueId of ids) {
      const outcomes = await Promise.allSettled([
        assignDialogue(hub.deps, ann, { dialogueId, managerId: ann.managerId, from: null }),
        assignDialogue(other.deps, bob, { dialogueId, managerId: bob.managerId, from: null }),
      ])
      expect(outcomes.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(outcomes.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'conflict' })
    }
    const [annCount, bobCount] = [await countOf(business, ann), await countOf(business, bob)]
    expect(annCount + bobCount).toBe(10)
  })
})

describe('by hand', () => {
  test('automatic distribution never takes a dialogue away from a person', async () => {
    const {
      business,
      managers: [ann, bob],
    } = await staffed([{ status: 'lunch' }, {}])
    const [id] = await queueUp(business, 1)
    await assignDialogue(hub.deps, business.admin, { dialogueId: id ?? '', managerId: ann?.managerId ?? null })
    await distribute(hub, business, { mode: 'round_robin' })
    await hub.work()
    expect(await assignees(business)).toEqual([ann?.managerId])
    expect(await countOf(business, bob)).toBe(0)
  })

  test('a former manager does not see it any more, and is not found', async () => {
    const {
      business,
      managers: [ann, bob],
    } = await staffed([{}, {}])
    const [id = ''] = await queueUp(business, 1)
    if (!ann || !bob) throw new Error('nobody was hired')
    await assignDialogue(hub.deps, ann, { dialogueId: id, managerId: ann.managerId })
    await assignDialogue(hub.deps, ann, { dialogueId: id, managerId: bob.managerId })
    await expect(readDecisions(hub.deps, ann, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(assignDialogue(hub.deps, ann, { dialogueId: id, managerId: ann.managerId })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('a closed dialogue changes hands without opening', async () => {
    const {
      business,
      managers: [ann, bob],
    } = await staffed([{}, {}])
    const [id = ''] = await queueUp(business, 1)
    await assignDialogue(hub.deps, business.admin, { dialogueId: id, managerId: ann?.managerId ?? null })
    await closeDialogue(hub.deps, business.admin, id)
    await assignDialogue(hub.deps, business.admin, { dialogueId: id, managerId: bob?.managerId ?? null })
    expect(await onlyDialogue(hub, business)).toMatchObject({
      status: 'closed',
      assignee_id: bob?.managerId,
      auto_close_at: null,
    })
  })

  test.each([
    ['a manager of another account', async () => (await staffed([{}])).managers[0]],
    ['nobody at all', async () => ({ managerId: '0190a0b0-0000-7000-8000-000000000001' })],
  ])('it can’t be given to %s', async (_name, somebody) => {
    const { business } = await staffed([])
    const [id = ''] = await queueUp(business, 1)
    const managerId = (await somebody())?.managerId ?? null
    await expect(assignDialogue(hub.deps, business.admin, { dialogueId: id, managerId })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await assignees(business)).toEqual([null])
  })
})
