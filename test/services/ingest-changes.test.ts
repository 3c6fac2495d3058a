import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../core/ids.ts'
import { closeDialogue } from '../../src/services/dialogues/close-dialogue.ts'
import { autoClose, dialoguesOf, messagesOf, onlyDialogue, openBusiness, say } from '../support/business.ts'
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

describe('what refers to a message', () => {
  const setUp = async () => {
    const business = await openBusiness(hub)
    const message = messageEvent({ chatId: 'c', text: 'first words' })
    await receive(hub.deps, business, [message])
    await hub.work()
    return {
      business,
      message,
      common: { at: message.at, chatId: 'c', order: null, author: message.author, messageId: message.messageId },
    }
  }

  test('an edit replaces the words and keeps the old ones', async () => {
    const { business, common } = await setUp()
    const edit = { ...common, type: 'message_edited', eventId: newId(), content: { text: 'second words', files: [] } } as const
    await receive(hub.deps, business, [edit])
    await receive(hub.deps, business, [edit])
    expect(await messagesOf(hub, business)).toMatchObject([{ text: 'second words' }])
    expect(await onlyDialogue(hub, business)).toMatchObject({ snippet: { text: 'second words' } })
    const edits = await hub.deps.sql`select text from message_edits where account_id = ${business.accountId}`
    expect(edits).toEqual([{ text: 'first words' }])
  })

  test('a removal takes the words away, the earlier ones too', async () => {
    const { business, common } = await setUp()
    await receive(hub.deps, business, [
      { ...common, type: 'message_edited', eventId: newId(), content: { text: 'second words', files: [] } },
    ])
    await receive(hub.deps, business, [{ ...common, type: 'message_removed', eventId: newId() }])
    expect(await messagesOf(hub, business)).toMatchObject([{ text: '' }])
    expect(await onlyDialogue(hub, business)).toMatchObject({ snippet: { text: '' } })
    expect(await hub.deps.sql`select 1 from message_edits where account_id = ${business.accountId}`).toHaveLength(0)
  })

  test('a reaction is added once and taken back', async () => {
    const { business, common } = await setUp()
    const reactions = async () =>
      (await hub.deps.sql`select content -> 'reactions' as found from messages where account_id = ${business.accountId}`)[0]?.[
        'found'
      ]
    for (const _ of [1, 2])
      await receive(hub.deps, business, [{ ...common, type: 'reaction', eventId: newId(), emoji: '👍', removed: false }])
    expect(await reactions()).toEqual([{ emoji: '👍', by: 'contact' }])
    await receive(hub.deps, business, [{ ...common, type: 'reaction', eventId: newId(), emoji: '👍', removed: true }])
    expect(await reactions()).toEqual([])
  })

  test('what refers to a message that is not there changes nothing and keeps no words', async () => {
    const { business, common } = await setUp()
    const edit = {
      ...common,
      type: 'message_edited',
      eventId: newId(),
      messageId: 'unknown',
      content: { text: 'gone words', files: [] },
    } as const
    await receive(hub.deps, business, [edit])
    expect(await messagesOf(hub, business)).toMatchObject([{ text: 'first words' }])
    const [row] = await hub.deps
      .sql`select payload from inbound_events where account_id = ${business.accountId} and external_id = ${edit.eventId}`
    expect(row).toEqual({ payload: null })
  })
})

describe('a dialogue ends and another begins', () => {
  test.each([
    ['reopens the closed one within the reopening time, with who had it', 3600, 3600, 1],
    ['begins a new one after it', 3600, 3601, 2],
    ['always begins a new one when the reopening time is 0', 0, 0, 2],
  ])('a message %s', async (_name, reopenSeconds, laterSeconds, expected) => {
    const business = await openBusiness(hub)
    await autoClose(hub, business, { reopenSeconds })
    const customer = business.customer()
    await say(hub, business, customer, 'Hello')
    await hub.work()
    const before = await onlyDialogue(hub, business)
    await closeDialogue(hub.deps, business.admin, before.id)
    hub.clock.advance({ seconds: laterSeconds })
    await say(hub, business, customer, 'Me again')
    await hub.work()
    const after = await dialoguesOf(hub, business)
    expect(after).toHaveLength(expected)
    expect(after.at(-1)).toMatchObject({ status: 'open', close_reason: null })
    expect((await messagesOf(hub, business)).map((row) => row.seq)).toEqual([1, 2])
  })
})
