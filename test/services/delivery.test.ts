import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deliverDue } from '../../src/services/delivery/deliver-due.ts'
import { sendReply } from '../../src/services/dialogues/send-reply.ts'
import {
  addBot,
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
const requestsOf = (botId: number) =>
  hub.telegram.requests.filter((call) => call.botId === botId && call.method === 'sendMessage')

describe('a reply', () => {
  test('is queued with the commit, and sent with the platform’s id', async () => {
    const { business, dialogueId, customer } = await talking()
    const message = await send(business, dialogueId, 'Good morning')
    expect(message).toMatchObject({ status: 'queued', direction: 'out' })
    await hub.work()
    expect(await messageWith(hub, business, 'Good morning')).toMatchObject({
      status: 'sent',
      attempt: 1,
      external_id: `${customer.id}/2`,
    })
  })

  test('with the same clientId again is the same message, however often it comes', async () => {
    const { business, dialogueId, botId } = await talking()
    const body = reply('Once')
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        sendReply((index % 2 === 0 ? hub : other).deps, business.admin, { dialogueId, body }),
      ),
    )
    expect(new Set(all.map((one) => one.id)).size).toBe(1)
    await deliver(business)
    expect(textsSent(botId)).toEqual(['Once'])
  })

  test('takes the dialogue that nobody has, and is the last word', async () => {
    const { business, dialogueId } = await talking()
    await send(business, dialogueId, 'I am here')
    expect(await dialoguesOf(hub, business)).toMatchObject([
      { assignee_id: business.admin.managerId, waiting_since: null, snippet: { text: 'I am here', direction: 'out' } },
    ])
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
    expect((await messagesOf(hub, business)).map((row) => row.text)).toEqual([
      'Hello',
      'One more thing',
      'They wrote again',
      'Sure',
    ])
  })

  test('that crossed with a colleague’s is refused, with one’s own not', async () => {
    const { business, dialogueId } = await talking()
    const chief = await hire(hub, { accountId: business.accountId, role: 'chat_administrator' })
    await send(business, dialogueId, 'First')
    await send(business, dialogueId, 'Second', { lastSeenSeq: 1 })
    await expect(sendReply(hub.deps, chief, { dialogueId, body: reply('Mine', { lastSeenSeq: 1 }) })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  test.each([
    ['with nothing in it', { text: '  ' }, 'invalid'],
    ['longer than 20 messages', { text: 'x'.repeat(4096 * 20 + 1) }, 'too_large'],
    ['to a message of another dialogue', { text: 'x', replyTo: '0190a0b0-0000-7000-8000-000000000001' }, 'invalid'],
    ['with a file of somebody else', { text: 'x', fileIds: ['0190a0b0-0000-7000-8000-000000000001'] }, 'invalid'],
    [
      'with a button that would count as an answer to the request for consent',
      { text: 'x', buttons: [{ label: 'Yes', value: 'consent:1:agree' }] },
      'invalid',
    ],
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
      const got = hub.telegram.sent
        .filter((call) => call.botId === botId && call.params['chat_id'] === customer.id)
        .map((call) => call.params['text'])
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
    const {
      business,
      dialogues: [first = '', second = ''],
      customers,
      botId,
    } = await talking(2)
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
  hub.telegram.fail({
    type: 'status',
    status: 429,
    description: 'Too Many Requests: retry after 30',
    retryAfter: 30,
    chatId: customers[0]?.id ?? 0,
  })
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
