import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialoguesOf, messagesOf, openBusiness, say } from '../support/business.ts'
import { startWorldWithHub, type TestHub } from '../support/hub.ts'

let hub: TestHub
beforeAll(async () => {
  hub = await startWorldWithHub()
})
afterAll(() => hub.stop())

test('smoke', async () => {
  const business = await openBusiness(hub)
  await say(hub, business, business.customer(), 'Hello')
  await hub.work()
  expect(await dialoguesOf(hub, business)).toMatchObject([{ status: 'open' }])
  expect(await messagesOf(hub, business)).toHaveLength(1)
})
