import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../core/ids.ts'
import { readDeadLetters } from '../../src/services/intake/read-dead-letters.ts'
import { redriveDeadLetter } from '../../src/services/intake/redrive-dead-letter.ts'
import { askForConsent, type Business, messagesOf, openBusiness, say } from '../support/business.ts'
import { startHub, startWorld, type TestHub, type TestWorld } from '../support/hub.ts'

let world: TestWorld
let hub: TestHub
let other: TestHub
beforeAll(async () => {
  world = await startWorld()
  hub = await startHub(world)
  other = await startHub(world)
  // Stands for whatever makes one event impossible to store.
  await hub.deps.sql`create function refuse_poison() returns trigger language plpgsql as $$ begin
    if new.text like 'poison%' then raise exception 'no' using errcode = '22023'; end if; return new; end $$`
})
afterAll(async () => {
  await other.stop()
  await hub.stop()
  await world.stop()
})

const poisonous = () =>
  hub.deps.sql`create trigger refuse_poison before insert on messages for each row execute function refuse_poison()`
const healthy = () => hub.deps.sql`drop trigger if exists refuse_poison on messages`
const lettersOf = async (business: Business) => (await readDeadLetters(hub.deps, business.admin, { limit: 100 })).items

/** A customer whose second message became a dead letter. */
async function poisoned() {
  const business = await openBusiness(hub)
  const customer = business.customer()
  await say(hub, business, customer, 'Hello')
  await hub.work()
  await poisonous()
  const { status } = await hub.telegram.sendUpdate(customer.text('poison'), { token: business.token })
  expect(status).toBe(200)
  await healthy()
  const [letter] = await lettersOf(business)
  return { business, customer, id: letter?.id ?? '' }
}

describe('processed again', () => {
  test('it is stored, and the letter is gone', async () => {
    const { business, id } = await poisoned()
    expect(await redriveDeadLetter(hub.deps, business.admin, id)).toEqual({ redriven: true, reason: null })
    expect((await messagesOf(hub, business)).map((row) => row.text)).toEqual(['Hello', 'poison'])
    expect(await lettersOf(business)).toEqual([])
    await expect(redriveDeadLetter(hub.deps, business.admin, id)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('by several people at once it is stored once', async () => {
    const { business, id } = await poisoned()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, (_, index) => redriveDeadLetter((index % 2 === 0 ? hub : other).deps, business.admin, id)),
    )
    expect(outcomes.some((one) => one.status === 'fulfilled' && one.value.redriven)).toBe(true)
    expect((await messagesOf(hub, business)).map((row) => row.text)).toEqual(['Hello', 'poison'])
    expect(await lettersOf(business)).toEqual([])
  })

  test('also where the platform repeats it meanwhile: once', async () => {
    const { business, id } = await poisoned()
    await Promise.all([redriveDeadLetter(hub.deps, business.admin, id), hub.telegram.retryPending(business.token)])
    await hub.telegram.retryPending(business.token)
    expect((await messagesOf(hub, business)).map((row) => row.text)).toEqual(['Hello', 'poison'])
  })

  test('what fails again stays, says so, and can be tried once more', async () => {
    const { business, id } = await poisoned()
    await poisonous()
    expect(await redriveDeadLetter(hub.deps, business.admin, id)).toEqual({ redriven: false, reason: 'store: 22023' })
    expect(await lettersOf(business)).toMatchObject([{ id, attempts: 2, reason: 'store: 22023' }])
    await healthy()
    expect(await redriveDeadLetter(hub.deps, business.admin, id)).toEqual({ redriven: true, reason: null })
    expect((await messagesOf(hub, business)).map((row) => row.text)).toEqual(['Hello', 'poison'])
  })

  test('a process that died in the middle: it can be taken again', async () => {
    const { business, id } = await poisoned()
    const { takeDeadLetter } = await import('../../db/queries/ledgers.ts')
    const { transaction } = await import('../../db/client.ts')
    await transaction(hub.deps.sql, (tx) => takeDeadLetter(tx, { accountId: business.accountId, id }))
    expect(await lettersOf(business)).toMatchObject([{ id }])
    expect(await redriveDeadLetter(hub.deps, business.admin, id)).toEqual({ redriven: true, reason: null })
  })
})

test('a genuine body that nobody understands is kept, once, and refused', async () => {
  const business = await openBusiness(hub)
  const send = () =>
    fetch(`${hub.url}/webhooks/${business.channelId}`, {
      method: 'POST',
      headers: { 'x-telegram-bot-api-secret-token': hub.telegram.webhook(business.token)?.secret ?? '' },
      body: '{"update_id": "not a number"',
    })
  expect((await send()).status).toBe(400)
  expect((await send()).status).toBe(400)
  const letters = await lettersOf(business)
  expect(letters).toMatchObject([{ reason: expect.stringMatching(/^parse: /) }])
  expect(await redriveDeadLetter(hub.deps, business.admin, letters[0]?.id ?? '')).toMatchObject({
    redriven: false,
    reason: expect.stringMatching(/^parse: /),
  })
  expect(await lettersOf(business)).toHaveLength(1)
})

test('a letter of somebody who has not agreed shows its reason, not its words', async () => {
  const business = await openBusiness(hub)
  await askForConsent(hub, business)
  const customer = business.customer()
  await say(hub, business, customer, 'Hello')
  await hub.work()
  await poisonous()
  await hub.telegram.sendUpdate(customer.text('poison, secret'), { token: business.token })
  await healthy()
  expect(await lettersOf(business)).toMatchObject([{ reason: 'store: 22023', payload: null }])
})

test('another account neither sees nor processes it', async () => {
  const { id } = await poisoned()
  const stranger = await openBusiness(hub)
  expect(await lettersOf(stranger)).toEqual([])
  await expect(redriveDeadLetter(hub.deps, stranger.admin, id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(redriveDeadLetter(hub.deps, stranger.admin, newId())).rejects.toMatchObject({ code: 'not_found' })
})
