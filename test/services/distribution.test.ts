import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../core/permissions.ts'
import { setStatus } from '../../src/services/access/set-status.ts'
import { assignDialogue } from '../../src/services/dialogues/assign-dialogue.ts'
import { closeDialogue } from '../../src/services/dialogues/close-dialogue.ts'
import { readDecisions } from '../../src/services/dialogues/read-decisions.ts'
import { addDepartment, type Business, dialoguesOf, distribute, hire, onlyDialogue, openBusiness } from '../support/business.ts'
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

describe('methods', () => {
  test('none: nobody gets anything', async () => {
    const { business, accountId } = await staffed([{}])
    await queueUp(business, 2)
    await hub.handlers.distribute({ accountId })
    expect(await assignees(business)).toEqual([null, null])
  })

  test('fixed: the chosen manager gets all, as far as they can', async () => {
    const {
      business,
      managers: [ann, bob],
    } = await staffed([{}, { capacity: 2 }])
    await queueUp(business, 3)
    await distribute(hub, business, { mode: 'fixed', managerId: bob?.managerId ?? null })
    await hub.work()
    expect(await assignees(business)).toEqual([bob?.managerId, bob?.managerId, null])
    expect(await countOf(business, ann)).toBe(0)
  })

  test('round-robin: one after another, and the turn goes on where it stopped', async () => {
    const { business, managers } = await staffed([{}, {}, {}])
    await queueUp(business, 4)
    await distribute(hub, business, { mode: 'round_robin' })
    await hub.work()
    for (const more of [1, 2, 3]) {
      hub.clock.advance({ seconds: more })
      await receive(hub.deps, business, [messageEvent()])
      await hub.work()
    }
    const ids = managers.map((one) => one.managerId)
    expect(await assignees(business)).toEqual([...ids, ...ids, ids[0]])
  })

  test('least loaded: who has the fewest, counting what they have already', async () => {
    const {
      business,
      managers: [ann, bob],
    } = await staffed([{}, {}])
    const [first, second] = await queueUp(business, 4)
    for (const dialogueId of [first, second])
      await assignDialogue(hub.deps, business.admin, { dialogueId: dialogueId ?? '', managerId: ann?.managerId ?? null })
    await distribute(hub, business, { mode: 'least_loaded' })
    await hub.work()
    expect(await assignees(business)).toEqual([ann, ann, bob, bob].map((one) => one?.managerId))
  })

  test('longest waiting first', async () => {
    const {
      business,
      managers: [ann],
    } = await staffed([{ capacity: 2 }])
    await queueUp(business, 5)
    await distribute(hub, business, { mode: 'round_robin' })
    await hub.work()
    expect(await assignees(business)).toEqual([ann?.managerId, ann?.managerId, null, null, null])
  })
})

describe('who is left out', () => {
  test.each([
    ['who is busy', { status: 'busy' }, 'both', false],
    ['who has lunch', { status: 'lunch' }, 'status', false],
    ['who is away', { online: false }, 'both', false],
    ['who is away, where only the status counts: not left out', { online: false }, 'status', true],
    ['who is at lunch but present, where only presence counts: not left out', { status: 'lunch' }, 'online', true],
    ['who has no room', { capacity: 0 }, 'both', false],
  ] as const)('%s', async (_name, person, presence, gets) => {
    const {
      business,
      managers: [ann],
    } = await staffed([person])
    await queueUp(business, 1)
    await distribute(hub, business, { mode: 'round_robin', presence })
    await hub.work()
    expect(await assignees(business)).toEqual([gets ? ann?.managerId : null])
  })

  test('who was deactivated, and who has not accepted the invitation', async () => {
    const { business, accountId } = await staffed([{}, {}])
    const [gone, invited] = await hub.deps.sql<
      { id: string }[]
    >`select id from managers where account_id = ${accountId} and role = 'manager'`
    await hub.deps.sql`update managers set deactivated_at = now() where id = ${gone?.id ?? ''}`
    await hub.deps.sql`update managers set user_id = null where id = ${invited?.id ?? ''}`
    await queueUp(business, 1)
    await distribute(hub, business, { mode: 'round_robin' })
    await hub.work()
    expect(await assignees(business)).toEqual([null])
  })

  test('who works in another department; and what nobody can take holds nobody else up', async () => {
    const { business, accountId } = await staffed([])
    const [sales, repair] = [await addDepartment(hub, accountId), await addDepartment(hub, accountId)]
    const ann = await hire(hub, { accountId, departmentIds: [repair], capacity: 1000 })
    const ids = await queueUp(business, 150)
    await hub.deps.sql`update dialogues set department_id = ${sales} where id in ${hub.deps.sql(ids.slice(0, 120))}`
    await hub.deps.sql`update dialogues set department_id = ${repair} where id in ${hub.deps.sql(ids.slice(120))}`
    await distribute(hub, business, { mode: 'round_robin' })
    await hub.work()
    const got = await assignees(business)
    expect(new Set(got.slice(0, 120))).toEqual(new Set([null]))
    expect(new Set(got.slice(120))).toEqual(new Set([ann.managerId]))
  })
})

test('each choice is stored: who was compared, who won, why the others did not', async () => {
  const {
    business,
    managers: [ann, bob],
  } = await staffed([{}, {}, { status: 'lunch' }])
  await queueUp(business, 1)
  await distribute(hub, business, { mode: 'least_loaded', capacity: 4 })
  await hub.work()
  const { items } = await readDecisions(hub.deps, business.admin, (await onlyDialogue(hub, business)).id)
  const candidate = { openCount: 0, capacity: 4, lastAssignedAt: null }
  expect(items).toMatchObject([
    {
      by: 'auto',
      rule: 'least_loaded',
      fromManagerId: null,
      toManagerId: ann?.managerId,
      candidates: [
        { ...candidate, managerId: ann?.managerId },
        { ...candidate, managerId: bob?.managerId },
      ],
      excluded: { status: 2 },
    },
  ])
})

describe('the backlog is drained when', () => {
  const full = async () => {
    const { business, managers } = await staffed([{ capacity: 1 }])
    await queueUp(business, 3)
    await distribute(hub, business, { mode: 'round_robin' })
    await hub.work()
    expect(await countOf(business, managers[0])).toBe(1)
    return { business, ann: managers[0] }
  }

  test('a dialogue is closed', async () => {
    const { business, ann } = await full()
    const mine = (await dialoguesOf(hub, business)).find((row) => row.assignee_id !== null)
    await closeDialogue(hub.deps, business.admin, mine?.id ?? '')
    await hub.work()
    expect(await countOf(business, ann)).toBe(2)
    expect((await dialoguesOf(hub, business)).map((row) => [row.status, row.assignee_id !== null])).toEqual([
      ['closed', true],
      ['open', true],
      ['open', false],
    ])
  })

  test('somebody says that they are free', async () => {
    const {
      business,
      managers: [ann],
    } = await staffed([{ status: 'offline' }])
    await queueUp(business, 2)
    await distribute(hub, business, { mode: 'round_robin' })
    await hub.work()
    expect(await countOf(business, ann)).toBe(0)
    if (ann) await setStatus(hub.deps, { actor: ann, status: 'free' })
    await hub.work()
    expect(await countOf(business, ann)).toBe(2)
  })

  test('there is more room', async () => {
    const {
      business,
      accountId,
      managers: [ann],
    } = await staffed([{}])
    await queueUp(business, 3)
    await distribute(hub, business, { mode: 'round_robin', capacity: 1 })
    await hub.work()
    await distribute(hub, business, { mode: 'round_robin', capacity: 3 })
    await hub.work()
    expect(await countOf(business, ann)).toBe(3)
    expect(await hub.deps.sql`select open_count from managers where account_id = ${accountId} and open_count > 0`).toEqual([
      { open_count: 3 },
    ])
  })

  test('nobody said so: the sweep finds it', async () => {
    const {
      business,
      accountId,
      managers: [ann],
    } = await staffed([{ status: 'offline' }])
    await queueUp(business, 1)
    await distribute(hub, business, { mode: 'round_robin' })
    await hub.work()
    await hub.deps.sql`update managers set status = 'free' where account_id = ${accountId} and id = ${ann?.managerId ?? ''}`
    await hub.handlers.sweep({})
    await hub.work()
    expect(await countOf(business, ann)).toBe(1)
  })
})
