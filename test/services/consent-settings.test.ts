import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agreeValue } from '../../core/consent.ts'
import { readConsents } from '../../src/services/consent/read-consents.ts'
import { closeDialogue } from '../../src/services/dialogues/close-dialogue.ts'
import {
  askForConsent,
  type Business,
  dialoguesOf,
  messageWith,
  onlyDialogue,
  openBusiness,
  policy,
  say,
} from '../support/business.ts'
import { startHub, startWorld, type TestHub, type TestWorld } from '../support/hub.ts'
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

describe('untouched are', () => {
  test('excluded channels: the dialogue begins at once', async () => {
    const business = await openBusiness(hub)
    await askForConsent(hub, business, { excludedChannelIds: [business.channelId] })
    const customer = business.customer()
    await say(hub, business, customer, 'Hello')
    await hub.work()
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'open' })
    expect(requestsTo(customer)).toEqual([])
    expect(await ledger(business)).toEqual([])
  })

  test('dialogues that were open when it was switched on', async () => {
    const business = await openBusiness(hub)
    const customer = business.customer()
    await say(hub, business, customer, 'Hello')
    await hub.work()
    await askForConsent(hub, business)
    await say(hub, business, customer, 'Still there?')
    await hub.work()
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'open', snippet: { text: 'Still there?' } })
    expect(requestsTo(customer)).toEqual([])
  })
})

describe('when the settings change', () => {
  test('switching the request off lets through what waits, also in a process that remembers the old settings', async () => {
    const { business, customer } = await gated()
    const other = await startHub(world)
    await other.deps.settings.of(business.accountId)
    await say(hub, business, customer, 'Hello')
    await hub.work()
    await askForConsent(hub, business, { enabled: false })
    await other.handlers.distribute({ accountId: business.accountId })
    await other.stop()
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'open' })
  })

  test('excluding the channel lets through what waits there', async () => {
    const { business, customer } = await gated()
    await say(hub, business, customer, 'Hello')
    await hub.work()
    await askForConsent(hub, business, { excludedChannelIds: [business.channelId] })
    await hub.work()
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'open' })
  })

  test('another text is another version: who waits is asked again, and a press on the old request counts for the old text only', async () => {
    const { business, customer } = await gated()
    await say(hub, business, customer, 'Hello')
    await hub.work()
    await askForConsent(hub, business, { texts: { en: { ...policy, text: 'New text: {policy_link}' } } })
    await hub.work()
    expect(requestsTo(customer).map((call) => call.params['text'])).toEqual([requestText, `New text: ${policy.url}`])
    await press(business, customer, agreeValue(1))
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'held' })
    await press(business, customer, agreeValue(2))
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'open' })
    expect((await ledger(business)).map((row) => [row.action, row.version, row.text])).toEqual([
      ['requested', 1, requestText],
      ['requested', 2, `New text: ${policy.url}`],
      ['agreed', 1, requestText],
      ['agreed', 2, `New text: ${policy.url}`],
    ])
  })

  test('who agreed to an older version is asked at the next dialogue; the same text is no new version', async () => {
    const { business, customer } = await gated()
    await say(hub, business, customer, 'Hello')
    await hub.work()
    await press(business, customer, agreeValue(1))
    expect(await askForConsent(hub, business)).toMatchObject({ version: 1 })
    expect(await askForConsent(hub, business, { texts: { en: { ...policy, text: 'New: {policy_link}' } } })).toMatchObject({
      version: 2,
    })
    await closeDialogue(hub.deps, business.admin, (await onlyDialogue(hub, business)).id)
    hub.clock.advance({ days: 8 })
    await say(hub, business, customer, 'Hello again')
    await hub.work()
    expect((await dialoguesOf(hub, business)).map((row) => row.status)).toEqual(['closed', 'held'])
    expect(requestsTo(customer)).toHaveLength(2)
  })
})

describe('the implicit mode', () => {
  test('takes what is written after the request for agreement, and says so in the ledger', async () => {
    const { business, customer } = await gated({ mode: 'implicit' })
    await say(hub, business, customer, 'Hello')
    await hub.work()
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'held' })
    hub.clock.advance({ seconds: 5 })
    await say(hub, business, customer, 'Is anyone there?')
    await hub.work()
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'open' })
    const message = await messageWith(hub, business, 'Is anyone there?')
    expect(await ledger(business)).toMatchObject([
      { action: 'requested' },
      { action: 'agreed', evidence: `message:${message.id}` },
    ])
  })

  test('takes a no for a no', async () => {
    const { business, customer } = await gated({ mode: 'implicit' })
    await say(hub, business, customer, 'Hello')
    await hub.work()
    hub.clock.advance({ seconds: 5 })
    await say(hub, business, customer, 'No thanks')
    await hub.work()
    expect(await onlyDialogue(hub, business)).toMatchObject({ status: 'closed', close_reason: 'consent_declined' })
  })
})

describe('the ledger', () => {
  test('can’t be changed', async () => {
    const { business, customer } = await gated()
    await say(hub, business, customer, 'Hello')
    await hub.work()
    await expect(hub.deps.sql`update consents set action = 'agreed' where account_id = ${business.accountId}`).rejects.toThrow(
      'append-only',
    )
  })

  test('reproduces the very text that was shown, in the contact’s language', async () => {
    const german = {
      text: 'Wir speichern, was Sie schreiben: {policy_link}',
      url: 'https://fernhill.example/de',
      agree: 'Ja',
      decline: 'Nein',
    }
    const { business } = await gated({ texts: { en: policy, de: german } })
    const customer = hub.telegram.user({ token: business.token, languageCode: 'de' })
    await say(hub, business, customer, 'Hallo')
    await hub.work()
    await press(business, customer, agreeValue(1))
    const shown = requestsTo(customer)[0]?.params['text']
    expect(shown).toBe('Wir speichern, was Sie schreiben: https://fernhill.example/de')
    expect(await ledger(business)).toMatchObject([
      { action: 'requested', text: shown, locale: 'de', url: german.url },
      { action: 'agreed', text: shown, locale: 'de', url: german.url },
    ])
  })

  test('belongs to its account', async () => {
    const { business, customer } = await gated()
    await say(hub, business, customer, 'Hello')
    await hub.work()
    const stranger = await openBusiness(hub)
    expect(await ledger(stranger)).toEqual([])
  })
})
