import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agreeValue, declineValue } from '../../core/consent.ts'
import { newId } from '../../core/ids.ts'
import { removeChannel } from '../../src/services/channels/remove-channel.ts'
import { readConsents } from '../../src/services/consent/read-consents.ts'
import { closeDialogue } from '../../src/services/dialogues/close-dialogue.ts'
import {
  addBot,
  askForConsent,
  type Business,
  dialoguesOf,
  messagesOf,
  messageWith,
  onlyDialogue,
  openBusiness,
  policy,
  say,
} from '../support/business.ts'
import { findText } from '../support/find-text.ts'
import { startHub, startWorld, type TestHub, type TestWorld } from '../support/hub.ts'
import { messageEvent, receive } from '../support/inbound.ts'
import type { TelegramUser } from '../support/telegram-server.ts'

let world: TestWorld
let hub: TestHub
beforeAll(async () => {
  world = await startWorld()
  hub = await startHub(world)
})
afterAll(async () => {
  await hub.stop()
  await world.stop()
})

const requestText = `We keep what you write in order to answer you. How: ${policy.url}. May we?`

async function gated(given: Parameters<typeof askForConsent>[2] = {}) {
  const business = await openBusiness(hub)
  await askForConsent(hub, business, given)
  const customer = business.customer()
  return { business, customer }
}

/** The requests that the platform was given for this person. */
const requestsTo = (user: TelegramUser) =>
  hub.telegram.sent.filter((call) => call.method === 'sendMessage' && call.params['chat_id'] === user.id)

async function press(business: Business, user: TelegramUser, value: string): Promise<void> {
  const call = requestsTo(user).findLast((one) => JSON.stringify(one.params['reply_markup'] ?? {}).includes(value))
  const { message_id: messageId } = (call?.result ?? {}) as { message_id?: number }
  if (messageId === undefined) throw new Error(`no message with the button ${value} was sent`)
  const delivery = await hub.telegram.sendUpdate(user.press(messageId, value), { token: business.token })
  expect(delivery.status).toBe(200)
  await hub.work()
}

const ledger = async (business: Business) => (await readConsents(hub.deps, business.admin, { limit: 100 })).items.toReversed()

describe('before an answer', () => {
  test('the request goes out with its buttons, and what was written is held', async () => {
    const { business, customer } = await gated()
    await say(hub, business, customer, 'Secret one')
    await hub.work()
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'held', released_at: null, snippet: null })
    const [request] = requestsTo(customer)
    expect(request?.params).toMatchObject({ text: requestText })
    expect(JSON.stringify(request?.params['reply_markup'])).toContain(agreeValue(1))
    expect(await messageWith(hub, business, requestText)).toMatchObject({ direction: 'out', automatic: true, status: 'sent' })
  })

  test('it is asked once for many messages, also when they come at the same time', async () => {
    const { business, customer } = await gated()
    await Promise.all(['a', 'b', 'c'].map((text) => say(hub, business, customer, text)))
    await Promise.all([1, 2, 3].map(() => hub.handlers.distribute({ accountId: business.accountId })))
    await say(hub, business, customer, 'd')
    await hub.work()
    expect(requestsTo(customer)).toHaveLength(1)
  })

  test('the request is repeated at most once in 24 hours, and only to who writes again', async () => {
    const { business, customer } = await gated()
    await say(hub, business, customer, 'a')
    await hub.work()
    hub.clock.advance({ hours: 23, minutes: 59 })
    await say(hub, business, customer, 'b')
    await hub.work()
    expect(requestsTo(customer)).toHaveLength(1)
    hub.clock.advance({ minutes: 2 })
    await hub.handlers.distribute({ accountId: business.accountId })
    await hub.work()
    expect(requestsTo(customer)).toHaveLength(1)
    await say(hub, business, customer, 'c')
    await say(hub, business, customer, 'd')
    await hub.work()
    expect(requestsTo(customer)).toHaveLength(2)
  })
})

describe('agreed', () => {
  test('all is released in order, and the next dialogue begins at once', async () => {
    const { business, customer } = await gated()
    await say(hub, business, customer, 'one', 'two', 'three')
    await hub.work()
    await press(business, customer, agreeValue(1))
    const dialogue = await onlyDialogue(hub, business)
    expect(dialogue).toMatchObject({ status: 'open', snippet: { text: 'three' } })
    const inbound = (await messagesOf(hub, business)).filter((row) => row.direction === 'in')
    expect(inbound.map((row) => row.text)).toEqual(['one', 'two', 'three'])
    await closeDialogue(hub.deps, business.admin, dialogue.id)
    hub.clock.advance({ days: 30 })
    await say(hub, business, customer, 'Hello again')
    await hub.work()
    expect((await dialoguesOf(hub, business)).map((row) => row.status)).toEqual(['closed', 'open'])
    expect(requestsTo(customer)).toHaveLength(1)
  })

  test('pressed ten times at once it is one line of the ledger', async () => {
    const { business, customer } = await gated()
    await say(hub, business, customer, 'one')
    await hub.work()
    const { author, at, chatId } = messageEvent({ chatId: String(customer.id) })
    const press = () => ({
      type: 'button_pressed' as const,
      eventId: newId(),
      at,
      chatId,
      order: null,
      messageId: null,
      author,
      value: agreeValue(1),
      acknowledge: null,
    })
    await Promise.all(Array.from({ length: 10 }, () => receive(hub.deps, business, [press()])))
    await hub.work()
    expect((await ledger(business)).map((row) => row.action)).toEqual(['requested', 'agreed'])
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'open' })
  })

  test.each(['I agree', ' yes. ', 'ДА'])('%j in words counts, where it comes after the request', async (words) => {
    const { business, customer } = await gated()
    await say(hub, business, customer, words)
    await hub.work()
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'held' })
    hub.clock.advance({ seconds: 1 })
    await say(hub, business, customer, words)
    await hub.work()
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'open' })
  })

  test('in words more than a day after the request counts, too', async () => {
    const { business, customer } = await gated()
    await say(hub, business, customer, 'Hello')
    await hub.work()
    hub.clock.advance({ hours: 30 })
    await say(hub, business, customer, 'Yes')
    await hub.work()
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'open' })
    expect(requestsTo(customer)).toHaveLength(1)
  })

  test('for one property counts for its other bots, where it is the same contact; another contact is asked', async () => {
    const { business, customer } = await gated()
    const second = await addBot(hub, business)
    await say(hub, business, customer, 'Hello')
    await hub.work()
    await press(business, customer, agreeValue(1))
    // The same person at another bot is another contact until a link is verified.
    await say(hub, second, second.customer(customer.id), 'Hello there')
    await hub.work()
    expect((await dialoguesOf(hub, business)).map((row) => row.status)).toEqual(['open', 'held'])
  })
})

describe('declined', () => {
  test.each([
    ['by the button', async (business: Business, customer: TelegramUser) => press(business, customer, declineValue(1))],
    [
      'in words',
      async (business: Business, customer: TelegramUser) => {
        hub.clock.advance({ seconds: 1 })
        await say(hub, business, customer, 'No thanks')
        await hub.work()
      },
    ],
  ])('%s, what was written is gone from every table and from the disk', async (_name, decline) => {
    const { business, customer } = await gated()
    const planted = `planted-${newId()}`
    await say(hub, business, customer, planted)
    const photo = customer.photo({ caption: `${planted} too` })
    await hub.telegram.sendUpdate(photo, { token: business.token })
    await hub.telegram.sendUpdate(customer.edit(photo.message.message_id, `${planted} changed`), { token: business.token })
    await hub.work()
    const [file] = await hub.deps.sql`select storage_key from files where account_id = ${business.accountId}`
    const key = String(file?.['storage_key'])
    await (await hub.deps.storage.get(key)).cancel()
    expect(await findText(hub.deps.sql, planted)).not.toEqual([])
    await decline(business, customer)
    expect(await findText(hub.deps.sql, planted)).toEqual([])
    await expect(hub.deps.storage.get(key)).rejects.toThrow()
    expect(await onlyDialogue(hub, business)).toMatchObject({
      status: 'closed',
      close_reason: 'consent_declined',
      released_at: null,
    })
    expect((await ledger(business)).map((row) => row.action)).toEqual(['requested', 'declined'])
  })

  test('it does not come back when the platform repeats itself, nor by an edit', async () => {
    const { business, customer } = await gated()
    const planted = `planted-${newId()}`
    const update = { ...customer.text(planted), update_id: 77 }
    await hub.telegram.sendUpdate(update, { token: business.token })
    await hub.work()
    await press(business, customer, declineValue(1))
    await hub.telegram.sendUpdate(update, { token: business.token })
    await hub.telegram.sendUpdate(customer.edit(update.message.message_id, `${planted} edited`), { token: business.token })
    await hub.work()
    expect(await findText(hub.deps.sql, planted)).toEqual([])
    expect(await dialoguesOf(hub, business)).toHaveLength(1)
  })

  test('who writes again begins a new dialogue and is asked again', async () => {
    const { business, customer } = await gated()
    await say(hub, business, customer, 'Hello')
    await hub.work()
    await press(business, customer, declineValue(1))
    await say(hub, business, customer, 'I changed my mind')
    await hub.work()
    expect((await dialoguesOf(hub, business)).map((row) => row.status)).toEqual(['closed', 'held'])
    await press(business, customer, agreeValue(1))
    expect((await dialoguesOf(hub, business)).map((row) => row.status)).toEqual(['closed', 'open'])
  })
})

describe('ignored', () => {
  test('it is purged after the set time, and not before', async () => {
    const { business, customer } = await gated({ purgeAfterDays: 5 })
    const planted = `planted-${newId()}`
    await say(hub, business, customer, planted)
    await hub.work()
    hub.clock.advance({ days: 5 })
    await hub.handlers.maintenance({})
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'held' })
    hub.clock.advance({ seconds: 1 })
    await hub.handlers.maintenance({})
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'closed', close_reason: 'consent_ignored' })
    expect(await findText(hub.deps.sql, planted)).toEqual([])
  })

  test('what was held on a channel that is removed is purged with it', async () => {
    const { business, customer } = await gated()
    const planted = `planted-${newId()}`
    await say(hub, business, customer, planted)
    await hub.work()
    await removeChannel(hub.deps, business.admin, business.channelId)
    expect(await findText(hub.deps.sql, planted)).toEqual([])
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'closed', released_at: null })
  })
})
