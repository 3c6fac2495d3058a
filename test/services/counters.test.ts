import { afterAll, beforeAll, expect, test } from 'vitest'
import { assignDialogue } from '../../src/services/dialogues/assign-dialogue.ts'
import { closeDialogue, reopenDialogue } from '../../src/services/dialogues/close-dialogue.ts'
import { readCounters } from '../../src/services/dialogues/list.ts'
import { sendReply } from '../../src/services/dialogues/send-reply.ts'
import { createIngest } from '../../src/services/intake/receive-inbound.ts'
import {
  addDepartment,
  autoClose,
  type Business,
  dialoguesOf,
  distribute,
  hire,
  openBusiness,
  reply,
} from '../support/business.ts'
import { startHub, startWorld, type TestHub, type TestWorld } from '../support/hub.ts'
import { messageEvent, receive } from '../support/inbound.ts'
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

/** Where what is kept differs from what is counted. */
async function differences({ accountId }: Business) {
  return await hub.deps.sql`
    with counted as (
      select property_id, channel_id, department_id, assignee_id, status, count(*)::int as count from dialogues
      where account_id = ${accountId} and status in ('open', 'closed') group by 1, 2, 3, 4, 5
    ), kept as (
      select property_id, channel_id, department_id, assignee_id, status, count from dialogue_counters
      where account_id = ${accountId} and count <> 0 and status in ('open', 'closed')
    ), people as (
      select m.id, m.open_count, (select count(*)::int from dialogues d where d.account_id = m.account_id and d.assignee_id = m.id and d.status = 'open') as counted
      from managers m where m.account_id = ${accountId}
    )
    select to_jsonb(x) as row from ((table counted except table kept) union all (table kept except table counted)) x
    union all select to_jsonb(people) from people where open_count <> counted`
}

/** Small, fast and the same each time: mulberry32. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}

async function busyBusiness() {
  const business = await openBusiness(hub)
  const { accountId } = business
  const departments = [null, await addDepartment(hub, accountId), await addDepartment(hub, accountId)]
  const managers = [await hire(hub, { accountId }), await hire(hub, { accountId }), await hire(hub, { accountId })]
  await autoClose(hub, business, { idleSeconds: 3600, keepWhileCustomerWaits: false })
  return { business, departments, managers }
}

test.each([1, 2, 3])(
  'after a random history the kept counters equal a recount, and a manager’s badge is what they see (seed %i)',
  async (seed) => {
    const { business, departments, managers } = await busyBusiness()
    const { accountId, admin } = business
    const random = randomOf(seed)
    const pick = <T>(list: readonly T[]): T | undefined => list[random(list.length)]
    const steps: (() => Promise<unknown>)[] = [
      () => receive(hub.deps, business, [messageEvent({ chatId: `${random(12)}` })]),
      () => receive(other.deps, business, [messageEvent({ chatId: `${random(12)}` }), messageEvent({ chatId: `${random(12)}` })]),
      () => hub.handlers.distribute({ accountId }),
      async () => {
        const row = pick(await dialoguesOf(hub, business))
        if (row?.released_at)
          await assignDialogue(hub.deps, admin, { dialogueId: row.id, managerId: pick([null, ...managers])?.managerId ?? null })
      },
      async () => {
        const row = pick(await dialoguesOf(hub, business))
        if (row?.released_at) await (random(2) === 0 ? closeDialogue : reopenDialogue)(hub.deps, admin, row.id)
      },
      async () => {
        const row = pick(await dialoguesOf(hub, business))
        if (row?.released_at) await sendReply(hub.deps, admin, { dialogueId: row.id, body: reply('Hello') })
      },
      async () => {
        const row = pick(await dialoguesOf(hub, business))
        if (row) await hub.deps.sql`update dialogues set department_id = ${pick(departments) ?? null} where id = ${row.id}`
      },
      () =>
        distribute(hub, business, {
          mode: pick(['none', 'round_robin', 'least_loaded'] as const) ?? 'none',
          capacity: 1 + random(5),
        }),
      async () => {
        hub.clock.advance({ minutes: random(90) })
        await hub.handlers['auto-close']({})
      },
      async () => {
        const row = pick(await dialoguesOf(hub, business))
        if (random(10) === 0 && row) await hub.deps.sql`delete from dialogues where id = ${row.id}`
      },
    ]
    for (let step = 0; step < 120; step += 1) {
      // A newer dialogue of the contact stands in the way, and the like: refused, and nothing may have moved.
      await pick(steps)?.().catch((error: unknown) => expect(error).toMatchObject({ name: 'HubError' }))
      if (step % 20 === 0) expect(await differences(business), `after step ${step}`).toEqual([])
    }
    expect(await differences(business)).toEqual([])
    for (const actor of [admin, ...managers]) {
      const [seen] = await hub.deps.sql<{ all: number; mine: number; unassigned: number }[]>`
      select count(*)::int as all, count(*) filter (where assignee_id = ${actor.managerId})::int as mine, count(*) filter (where assignee_id is null)::int as unassigned
      from dialogues where account_id = ${accountId} and status = 'open'
        and (${actor === admin} or assignee_id = ${actor.managerId} or (assignee_id is null and department_id is null))`
      expect(await readCounters(hub.deps, actor)).toEqual(seen)
    }
  },
)

test('intake, gate, distribution, people and auto-close at the same time, in two processes, do not lock each other out and lose no count', async () => {
  const { business, managers } = await busyBusiness()
  const { accountId, admin } = business
  await distribute(hub, business, { mode: 'least_loaded', capacity: 1000 })
  const watched = [hub, other].map(({ deps, handlers: _ }) => {
    const seen = watch(deps.sql)
    const { ingest: _ingest, ...rest } = { ...deps, sql: seen.sql }
    return { errors: seen.errors, deps: { ...rest, signIn: deps.signIn, ingest: createIngest(rest) } }
  })
  const [one, two] = watched
  if (!one || !two) throw new Error('two hubs were started')
  const { createHandlers } = await import('../../workers/handlers.ts')
  const handlers = [createHandlers(one.deps), createHandlers(two.deps)] as const
  for (let round = 0; round < 12; round += 1) {
    const known = (await dialoguesOf(hub, business)).filter((row) => row.released_at)
    const refused = (error: unknown) => expect(error).toMatchObject({ name: 'HubError' })
    await Promise.all([
      ...Array.from({ length: 16 }, (_, index) =>
        receive((index % 2 === 0 ? one : two).deps, business, [
          messageEvent({ chatId: `${round}-${index}` }),
          messageEvent({ chatId: `${round - 1}-${index}` }),
        ]),
      ),
      ...handlers.flatMap((some) => [some.distribute({ accountId }), some.distribute({ accountId })]),
      ...known.slice(-10).map((row, index) => closeDialogue((index % 2 === 0 ? one : two).deps, admin, row.id).catch(refused)),
      ...known
        .slice(-20, -10)
        .map((row) =>
          assignDialogue(one.deps, admin, { dialogueId: row.id, managerId: managers[0]?.managerId ?? null }).catch(refused),
        ),
      ...handlers.map((some) => some['auto-close']({})),
    ])
    hub.clock.advance({ minutes: 25 })
  }
  expect([...one.errors, ...two.errors]).toEqual([])
  expect(await differences(business)).toEqual([])
})
