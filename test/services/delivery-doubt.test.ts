import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deliverDue } from '../../src/services/delivery/deliver-due.ts'
import { cancelMessage, retryMessage } from '../../src/services/dialogues/retry-message.ts'
import { sendReply } from '../../src/services/dialogues/send-reply.ts'
import {
  askForConsent,
  type Business,
  dialoguesOf,
  hire,
  messagesOf,
  messageWith,
  openBusiness,
  reply,
  say,
} from '../support/business.ts'
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

/** A business and the open dialogues of so many customers who wrote once. */
async function talking(count = 1) {
  const business = await openBusiness(hub)
  const customers = Array.from({ length: count }, () => business.customer())
  const dialogues: string[] = []
  for (const customer of customers) {
    await say(hub, business, customer, 'Hello')
    await hub.work()
    dialogues.push((await dialoguesOf(hub, business)).at(-1)?.id ?? '')
  }
  const [customer, [dialogueId = '']] = [customers[0] ?? business.customer(), dialogues]
  return { business, customers, customer, dialogues, dialogueId, botId: Number(business.token.split(':')[0]) }
}

const send = (business: Business, dialogueId: string, text: string, more = {}) =>
  sendReply(hub.deps, business.admin, { dialogueId, body: reply(text, more) })
const deliver = (business: Business, by = hub) =>
  deliverDue(by.deps, { accountId: business.accountId, channelId: business.channelId })
const textsSent = (botId: number) =>
  hub.telegram.sent.filter((call) => call.botId === botId && call.method === 'sendMessage').map((call) => call.params['text'])

describe('in doubt', () => {
  test.each(['drop', 'garbage'] as const)(
    'a person’s message that the platform took without a clear answer (%s) is never sent again by itself',
    async (type) => {
      const { business, dialogueId, customer, botId } = await talking()
      hub.telegram.fail({ type, chatId: customer.id })
      await send(business, dialogueId, 'Twice would hurt')
      await deliver(business)
      expect(await messageWith(hub, business, 'Twice would hurt')).toMatchObject({ status: 'in_doubt', next_attempt_at: null })
      hub.clock.advance({ hours: 1 })
      await hub.handlers.sweep({})
      await hub.work()
      await deliver(business)
      expect(textsSent(botId)).toEqual(['Twice would hurt'])
    },
  )

  test('an automatic text is sent again', async () => {
    const business = await openBusiness(hub)
    await askForConsent(hub, business)
    const customer = business.customer()
    hub.telegram.fail({ type: 'drop', chatId: customer.id })
    await say(hub, business, customer, 'Hello')
    await hub.work()
    hub.clock.advance({ minutes: 6 })
    await deliver(business)
    expect(textsSent(Number(business.token.split(':')[0]))).toHaveLength(2)
    expect((await messagesOf(hub, business)).filter((row) => row.automatic)).toMatchObject([{ status: 'sent', attempt: 2 }])
  })

  test('a process that died while it sent: what a person wrote is in doubt when the lease is over, what the hub wrote is sent again', async () => {
    const { business, dialogueId, botId } = await talking()
    await send(business, dialogueId, 'by a person')
    await hub.deps
      .sql`update messages set status = 'sending', attempt = 1, lease_until = ${new Date(hub.clock.now().getTime() + 30_000)} where account_id = ${business.accountId} and text = 'by a person'`
    const gated = await openBusiness(hub)
    await askForConsent(hub, gated)
    await receive(hub.deps, gated, [messageEvent({ chatId: '4711' })])
    await hub.handlers.distribute({ accountId: gated.accountId })
    await hub.deps
      .sql`update messages set status = 'sending', attempt = 1, lease_until = ${new Date(hub.clock.now().getTime() + 30_000)} where account_id = ${gated.accountId} and automatic`
    hub.clock.advance({ seconds: 29 })
    await hub.handlers.sweep({})
    expect(await messageWith(hub, business, 'by a person')).toMatchObject({ status: 'sending' })
    hub.clock.advance({ seconds: 2 })
    await Promise.all([hub.handlers.sweep({}), other.handlers.sweep({})])
    expect(await messageWith(hub, business, 'by a person')).toMatchObject({ status: 'in_doubt' })
    expect((await messagesOf(hub, gated)).filter((row) => row.automatic)).toMatchObject([{ status: 'queued', attempt: 1 }])
    expect(textsSent(botId)).toEqual([])
  })

  test('who was overtaken after their lease changes nothing', async () => {
    const { business, dialogueId, customer } = await talking()
    hub.telegram.fail({ type: 'drop', chatId: customer.id })
    await send(business, dialogueId, 'x')
    await deliver(business)
    const { saveOutcome } = await import('../../db/queries/deliver.ts')
    const { transaction } = await import('../../db/client.ts')
    const message = await messageWith(hub, business, 'x')
    const outcome = {
      messageId: message.id,
      attempt: 1,
      status: 'sent',
      externalIds: ['late'],
      reason: null,
      detail: null,
      nextAttemptAt: null,
      at: hub.clock.now(),
    } as const
    expect(await transaction(hub.deps.sql, (tx) => saveOutcome(tx, { accountId: business.accountId, outcome }))).toBe(false)
    expect(await messageWith(hub, business, 'x')).toMatchObject({ status: 'in_doubt' })
  })

  test('a broken channel does not keep the sweep from the others', async () => {
    const { business, dialogueId } = await talking()
    const broken = await talking()
    for (const [one, id] of [
      [broken.business, broken.dialogueId],
      [business, dialogueId],
    ] as const) {
      await send(one, id, 'stranded')
      await hub.deps
        .sql`update messages set status = 'sending', attempt = 1, lease_until = ${hub.clock.now()} where account_id = ${one.accountId} and text = 'stranded'`
    }
    await hub.deps.sql`update channels set kind = 'carrier-pigeon' where id = ${broken.business.channelId}`
    hub.deps.channels.drop(broken.business.channelId)
    hub.clock.advance({ minutes: 1 })
    await send(business, dialogueId, 'waits')
    hub.nudges.length = 0
    await hub.handlers.sweep({})
    expect(await messageWith(hub, business, 'stranded')).toMatchObject({ status: 'in_doubt' })
    expect(await messageWith(hub, broken.business, 'stranded')).toMatchObject({ status: 'in_doubt' })
    expect(hub.nudges).toContainEqual({ name: 'deliver', data: { accountId: business.accountId, channelId: business.channelId } })
  })
})

describe('a person decides', () => {
  const doubtful = async () => {
    const talk = await talking()
    hub.telegram.fail({ type: 'status', status: 400, description: 'Bad Request: chat not found', chatId: talk.customer.id })
    await send(talk.business, talk.dialogueId, 'again?')
    await deliver(talk.business)
    const message = await messageWith(hub, talk.business, 'again?')
    expect(message).toMatchObject({ status: 'failed' })
    return { ...talk, which: { dialogueId: talk.dialogueId, messageId: message.id } }
  }

  test('to send it again: it goes out once more', async () => {
    const { business, which, botId } = await doubtful()
    const both = await Promise.allSettled([
      retryMessage(hub.deps, business.admin, which),
      retryMessage(other.deps, business.admin, which),
    ])
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    await deliver(business)
    expect(textsSent(botId)).toEqual(['again?'])
    expect(await messageWith(hub, business, 'again?')).toMatchObject({ status: 'sent', attempt: 2, failure_reason: null })
  })

  test('to give it up: it does not go out', async () => {
    const { business, which, botId } = await doubtful()
    expect(await cancelMessage(hub.deps, business.admin, which)).toMatchObject({ status: 'cancelled' })
    await expect(retryMessage(hub.deps, business.admin, which)).rejects.toMatchObject({ code: 'conflict' })
    await deliver(business)
    expect(textsSent(botId)).toEqual([])
  })

  test('about a colleague’s message: not unless they may', async () => {
    const { business, which } = await doubtful()
    const max = await hire(hub, { accountId: business.accountId })
    await expect(retryMessage(hub.deps, max, which)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('what is sent can’t be called back', async () => {
    const { business, dialogueId } = await talking()
    await send(business, dialogueId, 'gone')
    await deliver(business)
    const message = await messageWith(hub, business, 'gone')
    await expect(cancelMessage(hub.deps, business.admin, { dialogueId, messageId: message.id })).rejects.toMatchObject({
      code: 'conflict',
    })
  })
})

test('a lost nudge: the sweep finds what is due', async () => {
  const { business, dialogueId, botId } = await talking()
  await send(business, dialogueId, 'nudge me')
  hub.nudges.length = 0
  await hub.handlers.sweep({})
  await hub.work()
  expect(textsSent(botId)).toEqual(['nudge me'])
})

test('a message gives up after 24 hours of trouble', async () => {
  const { business, dialogueId, customer } = await talking()
  await send(business, dialogueId, 'too late')
  hub.clock.advance({ hours: 25 })
  hub.telegram.fail({ type: 'status', status: 500, description: 'Internal Server Error', chatId: customer.id })
  await deliver(business)
  expect(await messageWith(hub, business, 'too late')).toMatchObject({ status: 'failed', failure_reason: 'unreachable' })
})
