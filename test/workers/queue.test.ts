import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createQueueSystem, type Handlers, type QueueSystem } from '../../src/infra/queue.ts'
import { sendReply } from '../../src/services/dialogues/send-reply.ts'
import { dialoguesOf, distribute, hire, messagesOf, openBusiness, reply, say } from '../support/business.ts'
import { testMode } from '../support/database.ts'
import { startHub, startWorld, type TestWorld } from '../support/hub.ts'
import { quietLog } from '../support/quiet-log.ts'
import { until } from '../support/until.ts'

// The queue itself: BullMQ on PostgreSQL in the embedded mode, on Redis in the server mode.

let world: TestWorld
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const idle: Handlers = {
  distribute: async () => undefined,
  deliver: async () => undefined,
  'fetch-file': async () => undefined,
  'auto-close': async () => undefined,
  sweep: async () => undefined,
  maintenance: async () => undefined,
}
const open = (): Promise<QueueSystem> =>
  createQueueSystem({ redisUrl: world.redis?.url ?? null, databaseUrl: world.database.url, log: quietLog })

test('a nudge is handled; nudged a hundred times before that it is handled once', async () => {
  const queues = await open()
  const seen: string[] = []
  for (let index = 0; index < 100; index += 1) queues.queue.nudge('distribute', { accountId: 'once' })
  await queues.flush()
  for (let index = 0; index < 100; index += 1) queues.queue.nudge('distribute', { accountId: 'once' })
  await queues.flush()
  await queues.start({ ...idle, distribute: async ({ accountId }) => void seen.push(accountId) })
  await until('it is handled', () => seen.length > 0)
  queues.queue.nudge('distribute', { accountId: 'last' })
  await until('the next one is, too', () => seen.includes('last'))
  expect(seen).toEqual(['once', 'last'])
  await queues.close()
})

test('what is nudged while it is being handled is handled once more afterwards, so that nothing is overlooked', async () => {
  const queues = await open()
  let count = 0
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await queues.start({
    ...idle,
    deliver: async () => {
      count += 1
      if (count === 1) await held
    },
  })
  const which = { accountId: 'a', channelId: 'c' }
  queues.queue.nudge('deliver', which)
  await until('the first is under way', () => count === 1)
  for (let index = 0; index < 10; index += 1) queues.queue.nudge('deliver', which)
  await queues.flush()
  expect(count).toBe(1)
  release()
  await until('the second came', () => count === 2)
  queues.queue.nudge('deliver', { ...which, channelId: 'other' })
  await until('and another channel’s', () => count === 3)
  await queues.close()
})

test('a handler that fails harms nobody: the next nudge is handled', async () => {
  const queues = await open()
  let count = 0
  await queues.start({
    ...idle,
    distribute: async () => {
      count += 1
      if (count === 1) throw new Error('once')
    },
  })
  queues.queue.nudge('distribute', { accountId: 'x' })
  await until('it failed', () => count === 1)
  await until('and works again', () => {
    queues.queue.nudge('distribute', { accountId: 'x' })
    return count > 1
  })
  await queues.close()
})

test('closing waits for what is under way, and takes on nothing more', async () => {
  const queues = await open()
  const done: string[] = []
  let started = false
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await queues.start({
    ...idle,
    deliver: async ({ channelId }) => {
      if (channelId !== 'closing') return
      started = true
      await held
      done.push(channelId)
    },
  })
  queues.queue.nudge('deliver', { accountId: 'a', channelId: 'closing' })
  await until('it began', () => started)
  const closing = queues.close().then(() => done.push('closed'))
  queues.queue.nudge('deliver', { accountId: 'too late', channelId: 'closing' })
  release()
  await closing
  expect(done).toEqual(['closing', 'closed'])
})

test('the scheduler repeats the sweep by itself', async () => {
  const queues = await open()
  let sweeps = 0
  await queues.start({
    ...idle,
    sweep: async () => {
      sweeps += 1
    },
  })
  await until('two sweeps', () => sweeps >= 2, 15_000)
  await queues.close()
})

describe('with the whole hub at work', () => {
  test('a message goes from the platform to a manager and the answer back, through jobs alone; two workers do nothing twice', async () => {
    const hub = await startHub(world, { queue: 'bullmq' })
    const other = await startHub(world, { queue: 'bullmq' })
    await hub.hub.queues.start(hub.handlers)
    await other.hub.queues.start(other.handlers)
    const business = await openBusiness(hub)
    const max = await hire(hub, { accountId: business.accountId, capacity: 1000 })
    await distribute(hub, business, { mode: 'fixed', managerId: max.managerId })
    const customers = Array.from({ length: 20 }, () => business.customer())
    await Promise.all(customers.map((customer) => say(hub, business, customer, 'Hello')))
    const rows = async () => await dialoguesOf(hub, business)
    await until(
      'all have a manager',
      async () => (await rows()).filter((row) => row.assignee_id === max.managerId).length === 20,
      20_000,
    )
    await Promise.all((await rows()).map((row) => sendReply(hub.deps, max, { dialogueId: row.id, body: reply('Good morning') })))
    await until(
      'all are answered',
      async () => (await messagesOf(hub, business)).filter((row) => row.status === 'sent').length === 20,
      20_000,
    )
    const botId = Number(business.token.split(':')[0])
    expect(world.telegram.sent.filter((call) => call.botId === botId && call.method === 'sendMessage')).toHaveLength(20)
    await hub.stop()
    await other.stop()
  })

  test('every nudge is lost, and in the server mode all of Redis: the sweep finds everything', async () => {
    // Nothing that this hub nudges reaches a queue.
    const mute = await startHub(world)
    const business = await openBusiness(mute)
    const max = await hire(mute, { accountId: business.accountId, capacity: 1000 })
    await distribute(mute, business, { mode: 'fixed', managerId: max.managerId })
    const customer = business.customer()
    await say(mute, business, customer, 'Hello')
    const photo = customer.photo({ caption: 'Look' })
    await world.telegram.sendUpdate(photo, { token: business.token })
    const worker = await startHub(world, { queue: 'bullmq' })
    await worker.hub.queues.start(worker.handlers)
    if (world.redis) {
      const redis = new Redis(world.redis.url)
      await redis.flushdb()
      redis.disconnect()
      // The scheduler's own rows were lost, too: a worker that starts brings them back.
      await worker.stop()
    }
    const again = world.redis ? await startHub(world, { queue: 'bullmq' }) : worker
    if (world.redis) await again.hub.queues.start(again.handlers)
    await until('it is assigned', async () => (await dialoguesOf(mute, business))[0]?.assignee_id === max.managerId, 20_000)
    const [dialogue] = await dialoguesOf(mute, business)
    await sendReply(mute.deps, max, { dialogueId: dialogue?.id ?? '', body: reply('Good morning') })
    await until('it is answered', async () => (await messagesOf(mute, business)).some((row) => row.status === 'sent'), 20_000)
    await until(
      'the photo is copied',
      async () =>
        (await mute.deps.sql`select 1 from files where account_id = ${business.accountId} and state = 'stored'`).length === 1,
      20_000,
    )
    await again.stop()
    await mute.stop()
  })

  // Only the server mode has a Redis to flush.
  if (testMode() === 'server')
    test('FLUSHALL under a running worker: it goes on by itself', async () => {
      const hub = await startHub(world, { queue: 'bullmq' })
      await hub.hub.queues.start(hub.handlers)
      const business = await openBusiness(hub)
      const redis = new Redis(world.redis?.url ?? '')
      for (let round = 0; round < 3; round += 1) {
        const customer = business.customer()
        await Promise.all([say(hub, business, customer, 'Hello'), redis.flushdb()])
      }
      redis.disconnect()
      await until(
        'all are open',
        async () => (await dialoguesOf(hub, business)).filter((row) => row.status === 'open').length === 3,
        25_000,
      )
      await hub.stop()
    })
})
