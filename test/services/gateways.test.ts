import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { renewLease, takeLease } from '../../db/queries/leases.ts'
import { runGateways } from '../../src/services/intake/run-gateways.ts'
import { type Business, messagesOf, openBusiness } from '../support/business.ts'
import { startHub, startWorld, type TestHub, type TestWorld } from '../support/hub.ts'
import { messageEvent, receive } from '../support/inbound.ts'
import { until } from '../support/until.ts'

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

const leaseOf = async ({ channelId }: Business) =>
  (
    await hub.deps.sql<
      { token: number; holder: string }[]
    >`select token, holder from leases where name = ${`gateway:${channelId}`}`
  )[0]

describe('a bot that is polled', () => {
  test('is polled by exactly one worker of two; when that one stops, the other goes on, and nothing is lost or doubled', async () => {
    const business = await openBusiness(hub, { intake: 'polling' })
    const customer = business.customer()
    const workers = [runGateways(hub.deps), runGateways(other.deps)] as const
    for (const text of ['1', '2', '3']) await hub.telegram.sendUpdate(customer.text(text), { token: business.token })
    await until('three are stored', async () => (await messagesOf(hub, business)).length === 3)
    const first = await leaseOf(business)
    expect(first?.token).toBe(1)
    await workers[0].stop()
    await hub.telegram.sendUpdate(customer.text('4'), { token: business.token })
    await until('the fourth is stored', async () => (await messagesOf(hub, business)).length === 4, 15_000)
    await workers[1].stop()
    expect((await messagesOf(hub, business)).map((row) => row.text)).toEqual(['1', '2', '3', '4'])
  })

  test('is not kept from being polled by a channel that can’t be opened', async () => {
    const broken = await openBusiness(hub, { intake: 'polling' })
    const business = await openBusiness(hub, { intake: 'polling' })
    await hub.deps.sql`update channels set kind = 'carrier-pigeon' where id = ${broken.channelId}`
    hub.deps.channels.drop(broken.channelId)
    const worker = runGateways(hub.deps)
    await hub.telegram.sendUpdate(business.customer().text('Hello'), { token: business.token })
    await until('it is stored', async () => (await messagesOf(hub, business)).length === 1)
    await worker.stop()
  })
})

describe('a lease', () => {
  const name = 'gateway:test'
  const until12s = (from: Date) => new Date(from.getTime() + 12_000)

  test('goes to one of many who want it, and to another when it has run out', async () => {
    const now = hub.clock.now()
    const take = (holder: string, at: Date) => takeLease(hub.deps.sql, { name, holder, now: at, until: until12s(at) })
    const all = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => take(holder, now)))
    expect(all.filter((lease) => lease !== null)).toHaveLength(1)
    expect(await take('e', new Date(now.getTime() + 11_999))).toBeNull()
    const later = new Date(now.getTime() + 12_001)
    const next = await take('e', later)
    expect(next).toMatchObject({ token: 2 })
    const [first] = all.filter((lease) => lease !== null)
    expect(first && (await renewLease(hub.deps.sql, { lease: first, until: until12s(later) }))).toBe(false)
  })

  test('who lost it writes nothing, and hears so: also together with others in one batch', async () => {
    const business = await openBusiness(hub)
    const now = hub.clock.now()
    const held = await takeLease(hub.deps.sql, { name: 'gateway:held', holder: 'a', now, until: until12s(now) })
    const lost = await takeLease(hub.deps.sql, { name: 'gateway:lost', holder: 'a', now, until: now })
    const later = new Date(now.getTime() + 1)
    await takeLease(hub.deps.sql, { name: 'gateway:lost', holder: 'b', now: later, until: until12s(later) })
    if (!held || !lost) throw new Error('both were free')
    const [known, fine, zombie, plain] = ['known', 'fine', 'zombie', 'plain'].map((text) => messageEvent({ chatId: text, text }))
    if (!known || !fine || !zombie || !plain) throw new Error('four were made')
    await receive(hub.deps, business, [known], { lease: held })
    const outcomes = await Promise.allSettled([
      receive(hub.deps, business, [known], { lease: held }),
      receive(hub.deps, business, [fine], { lease: held }),
      receive(hub.deps, business, [zombie], { lease: lost }),
      receive(hub.deps, business, [plain]),
    ])
    expect(outcomes.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect((await messagesOf(hub, business)).map((row) => row.text).sort()).toEqual(['fine', 'known', 'plain'])
    // Whoever holds it now stores it.
    await receive(hub.deps, business, [zombie], { lease: { ...lost, token: lost.token + 1 } })
    expect(await messagesOf(hub, business)).toHaveLength(4)
  })
})
