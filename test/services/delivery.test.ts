import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deliverDue } from '../../src/services/delivery/deliver-due.ts'
import { cancelMessage, retryMessage } from '../../src/services/dialogues/retry-message.ts'
import { sendReply } from '../../src/services/dialogues/send-reply.ts'
import {
  addBot,
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

const send = (business: Business, dialogueId: string, text: string, more = {}) => sendReply(hub.deps, business.admin, { dialogueId, body: reply(text, more) })
const deliver = (business: Business, by = hub) => deliverDue(by.deps, { accountId: business.accountId, channelId: business.channelId })
const textsSent = (botId: number) => hub.telegram.sent.filter((call) => call.botId === botId && call.method === 'sendMessage').map((call) => call.params['text'])
const requestsOf = (botId: number) => hub.telegram.requests.filter((call) => call.botId === botId && call.method === 'sendMessage')

describe('a reply', () => {
  test('is queued with the commit, and sent with the platform’s id', async () => {
    const { business, dialogueId, customer } = await talking()
    const message = await send(business, dialogueId, 'Good morning')
    expect(message).toMatchObject({ status: 'queued', direction: 'out' })
    await hub.work()
    expect(await messageWith(hub, business, 'Good morning')).toMatchObject({ status: 'sent', attempt: 1, external_id: `${customer.id}/2` })
  })

  test('with the same clientId again is the same message, however often it comes', async () => {
    const { business, dialogueId, botId } = await talking()
    const body = reply('Once')
    const all = await Promise.all(Array.from({ length: 10 }, (_, index) => sendReply((index % 2 === 0 ? hub : other).deps, business.admin, { dialogueId, body })))
    expect(new Set(all.map((one) => one.id)).size).toBe(1)
    await deliver(business)
    expect(textsSent(botId)).toEqual(['Once'])
  })

  test('takes the dialogue that nobody has, and is the last word', async () => {
    const { business, dialogueId } = await talking()
    await send(business, dialogueId, 'I am here')
    expect(await dialoguesOf(hub, business)).toMatchObject([{ assignee_id: business.admin.managerId, waiting_since: null, snippet: { text: 'I am here', direction: 'out' } }])
  })

  test('that crossed with the customer’s words is refused with what came in between; a note is not', async () => {
    const { business, dialogueId, customer } = await talking()
    await say(hub, business, customer, 'One more thing')
    await expect(send(business, dialogueId, 'Sure', { lastSeenSeq: 1 })).rejects.toMatchObject({
      code: 'conflict',
      details: { lastSeq: 2, since: [{ seq: 2, direction: 'in' }] },
    })
    await send(business, dialogueId, 'They wrote again', { lastSeenSeq: 1, note: true })
    await send(business, dialogueId, 'Sure', { lastSeenSeq: 3 })
    expect((await messagesOf(hub, business)).map((row) => row.text)).toEqual(['Hello', 'One more thing', 'They wrote again', 'Sure'])
  })

  test('that crossed with a colleague’s is refused, with one’s own not', async () => {
    const { business, dialogueId } = await talking()
    const chief = await hire(hub, { accountId: business.accountId, role: 'chat_administrator' })
    await send(business, dialogueId, 'First')
    await send(business, dialogueId, 'Second', { lastSeenSeq: 1 })
    await expect(sendReply(hub.deps, chief, { dialogueId, body: reply('Mine', { lastSeenSeq: 1 }) })).rejects.toMatchObject({ code: 'conflict' })
  })

  test.each([
    ['with nothing in it', { text: '  ' }, 'invalid'],
    ['longer than 20 messages', { text: 'x'.repeat(4096 * 20 + 1) }, 'too_large'],
    ['to a message of another dialogue', { text: 'x', replyTo: '0190a0b0-0000-7000-8000-000000000001' }, 'invalid'],
    ['with a file of somebody else', { text: 'x', fileIds: ['0190a0b0-0000-7000-8000-000000000001'] }, 'invalid'],
    ['with a button that would count as an answer to the request for consent', { text: 'x', buttons: [{ label: 'Yes', value: 'consent:1:agree' }] }, 'invalid'],
  ])('%s is refused, and nothing is stored', async (_name, { text, ...more }, code) => {
    const { business, dialogueId } = await talking()
    await expect(send(business, dialogueId, text, more)).rejects.toMatchObject({ code })
    expect(await messagesOf(hub, business)).toHaveLength(1)
    expect(await dialoguesOf(hub, business)).toMatchObject([{ assignee_id: null, last_seq: 1 }])
  })
})

describe('lanes', () => {
  test('within a chat the order is kept, with one message under way at a time, whoever sends', async () => {
    const { business, dialogues, customers, botId } = await talking(4)
    for (let index = 0; index < 6; index += 1) for (const dialogueId of dialogues) await send(business, dialogueId, `${index}`)
    await Promise.all([deliver(business), deliver(business, other), deliver(business), deliver(business, other)])
    for (const customer of customers) {
      const got = hub.telegram.sent.filter((call) => call.botId === botId && call.params['chat_id'] === customer.id).map((call) => call.params['text'])
      expect(got).toEqual(['0', '1', '2', '3', '4', '5'])
    }
    const [row] = await hub.deps.sql`
      select count(*)::int as overlapping from delivery_attempts a join messages m on m.account_id = a.account_id and m.id = a.message_id
      join messages n on n.account_id = m.account_id and n.chat_id = m.chat_id and n.id <> m.id
      join delivery_attempts b on b.account_id = n.account_id and b.message_id = n.id
      where a.account_id = ${business.accountId} and a.attempt > 1`
    expect(row).toEqual({ overlapping: 0 })
  })

  test('one that waits for its next attempt holds its own chat up and no other', async () => {
    const { business, dialogues: [first = '', second = ''], customers, botId } = await talking(2)
    hub.telegram.fail({ type: 'status', status: 500, description: 'Internal Server Error', chatId: customers[0]?.id ?? 0 })
    await send(business, first, 'a1')
    await send(business, first, 'a2')
    await send(business, second, 'b1')
    await deliver(business)
    expect(textsSent(botId)).toEqual(['b1'])
    expect(await messageWith(hub, business, 'a1')).toMatchObject({ status: 'queued', attempt: 1, failure_reason: 'unreachable' })
    hub.clock.advance({ minutes: 6 })
    await deliver(business)
    expect(textsSent(botId)).toEqual(['b1', 'a1', 'a2'])
  })

  test('a message that failed for good holds nobody up, and says why', async () => {
    const { business, dialogueId, customer, botId } = await talking()
    hub.telegram.fail({ type: 'status', status: 403, description: 'Forbidden: bot was blocked by the user', chatId: customer.id })
    await send(business, dialogueId, 'one')
    await send(business, dialogueId, 'two')
    await deliver(business)
    expect(await messageWith(hub, business, 'one')).toMatchObject({ status: 'failed', failure_reason: 'blocked_by_contact' })
    expect(textsSent(botId)).toEqual(['two'])
  })

  test('a paused channel sends nothing, and goes on when it may', async () => {
    const { business, dialogueId, botId } = await talking()
    await send(business, dialogueId, 'later')
    await hub.deps.sql`update channels set status = 'paused' where id = ${business.channelId}`
    await deliver(business)
    expect(textsSent(botId)).toEqual([])
    await hub.deps.sql`update channels set status = 'active' where id = ${business.channelId}`
    await deliver(business)
    expect(textsSent(botId)).toEqual(['later'])
  })
})

test('retry_after pauses the whole channel and no other; afterwards all goes out', async () => {
  const { business, dialogues, customers, botId } = await talking(3)
  const second = await addBot(hub, business)
  const elsewhere = second.customer()
  await say(hub, second, elsewhere, 'Hello')
  await hub.work()
  const otherDialogue = (await dialoguesOf(hub, business)).at(-1)?.id ?? ''
  hub.telegram.fail({ type: 'status', status: 429, description: 'Too Many Requests: retry after 30', retryAfter: 30, chatId: customers[0]?.id ?? 0 })
  await send(business, dialogues[0] ?? '', 'a')
  await deliver(business)
  await send(business, dialogues[1] ?? '', 'b')
  await send(business, dialogues[2] ?? '', 'c')
  await send(business, otherDialogue, 'other bot')
  hub.clock.advance({ seconds: 29 })
  await deliver(business)
  expect(textsSent(botId)).toEqual([])
  expect(requestsOf(botId)).toHaveLength(1)
  await deliverDue(hub.deps, { accountId: business.accountId, channelId: second.channelId })
  expect(textsSent(Number(second.token.split(':')[0]))).toEqual(['other bot'])
  hub.clock.advance({ seconds: 2 })
  await deliver(business)
  expect(textsSent(botId).toSorted()).toEqual(['a', 'b', 'c'])
})

describe('in doubt', () => {
  test.each(['drop', 'garbage'] as const)('a person’s message that the platform took without a clear answer (%s) is never sent again by itself', async (type) => {
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
  })

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
    await hub.deps.sql`update messages set status = 'sending', attempt = 1, lease_until = ${new Date(hub.clock.now().getTime() + 30_000)} where account_id = ${business.accountId} and text = 'by a person'`
    const gated = await openBusiness(hub)
    await askForConsent(hub, gated)
    await receive(hub.deps, gated, [messageEvent({ chatId: '4711' })])
    await hub.handlers.distribute({ accountId: gated.accountId })
    await hub.deps.sql`update messages set status = 'sending', attempt = 1, lease_until = ${new Date(hub.clock.now().getTime() + 30_000)} where account_id = ${gated.accountId} and automatic`
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
    const outcome = { messageId: message.id, attempt: 1, status: 'sent', externalIds: ['late'], reason: null, detail: null, nextAttemptAt: null, at: hub.clock.now() } as const
    expect(await transaction(hub.deps.sql, (tx) => saveOutcome(tx, { accountId: business.accountId, outcome }))).toBe(false)
    expect(await messageWith(hub, business, 'x')).toMatchObject({ status: 'in_doubt' })
  })

  test('a broken channel does not keep the sweep from the others', async () => {
    const { business, dialogueId } = await talking()
    const broken = await talking()
    for (const [one, id] of [[broken.business, broken.dialogueId], [business, dialogueId]] as const) {
      await send(one, id, 'stranded')
      await hub.deps.sql`update messages set status = 'sending', attempt = 1, lease_until = ${hub.clock.now()} where account_id = ${one.accountId} and text = 'stranded'`
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
    const both = await Promise.allSettled([retryMessage(hub.deps, business.admin, which), retryMessage(other.deps, business.admin, which)])
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
    await expect(cancelMessage(hub.deps, business.admin, { dialogueId, messageId: message.id })).rejects.toMatchObject({ code: 'conflict' })
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
