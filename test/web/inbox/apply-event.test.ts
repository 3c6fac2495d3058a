import { type InfiniteData, QueryClient } from '@tanstack/react-query'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Answer } from '../../../core/api/index.ts'
import type { Dialogue } from '../../../core/api/shapes.ts'
import { applyEvent } from '../../../web/inbox/live/apply-event.ts'
import type { MessagePages } from '../../../web/inbox/live/message-cache.ts'
import { dialogueKey, dialoguesQuery } from '../../../web/inbox/queries/dialogues.ts'
import { managersKey } from '../../../web/inbox/queries/managers.ts'
import { messagesKey } from '../../../web/inbox/queries/messages.ts'
import type { View } from '../../../web/inbox/queries/views.ts'
import { dialogue, message, streamEvent } from './samples.ts'

const me = 'ann'
let client: QueryClient

const keyOf = (view: View) => dialoguesQuery({ view, channelId: null, propertyId: null }).queryKey

function fillList(view: View, items: readonly Dialogue[], nextCursor: string | null = null): void {
  client.setQueryData<InfiniteData<Answer<'GET /dialogues'>, string | null>>(keyOf(view), {
    pages: [{ items: [...items], nextCursor }],
    pageParams: [null],
  })
}
const listed = (view: View): string[] =>
  client
    .getQueryData(keyOf(view))
    ?.pages.flatMap((page) => page.items)
    .map((item) => item.id) ?? []

function fillThread(...seqs: number[]): void {
  client.setQueryData<MessagePages>(messagesKey('d1'), {
    pages: [{ items: seqs.map((seq) => message(seq)), hasMore: false }],
    pageParams: [null],
  })
}
const thread = (): number[] =>
  client.getQueryData<MessagePages>(messagesKey('d1'))?.pages.flatMap((page) => page.items.map((item) => item.seq)) ?? []

beforeEach(() => {
  client = new QueryClient()
})

describe('dialogues', () => {
  test('an assigned dialogue moves from Unassigned to Mine, and the counters are asked for again', () => {
    fillList('unassigned', [dialogue()])
    fillList('mine', [])
    fillList('all', [dialogue()])
    const stale = applyEvent(client, streamEvent('dialogue.updated', { dialogue: dialogue({ assigneeId: me }) }), me)
    expect(listed('unassigned')).toEqual([])
    expect(listed('mine')).toEqual(['d1'])
    expect(listed('all')).toEqual(['d1'])
    expect(stale).toContainEqual(['counters'])
  })

  test('newest activity stands first', () => {
    fillList('all', [dialogue({ id: 'd2', lastMessageAt: '2026-11-20T09:10:00.000Z' }), dialogue()])
    const newer = dialogue({ lastMessageAt: '2026-11-20T09:20:00.000Z', lastSeq: 4, lastInboundSeq: 4 })
    applyEvent(client, streamEvent('message.created', { dialogue: newer, message: message(4) }), me)
    expect(listed('all')).toEqual(['d1', 'd2'])
  })

  test('a dialogue below the last loaded row waits for its page', () => {
    fillList('all', [dialogue({ id: 'd2', lastMessageAt: '2026-11-20T09:10:00.000Z' })], 'more')
    applyEvent(client, streamEvent('dialogue.opened', { dialogue: dialogue() }), me)
    expect(listed('all')).toEqual(['d2'])
  })

  test('an older copy does not replace a newer one', () => {
    fillList('all', [dialogue({ lastSeq: 9, assigneeId: me })])
    applyEvent(client, streamEvent('dialogue.updated', { dialogue: dialogue({ lastSeq: 3 }) }), me)
    expect(client.getQueryData(keyOf('all'))?.pages[0]?.items[0]?.assigneeId).toBe(me)
  })

  test('what was read here stays read, though the hub had not heard of it when it spoke', () => {
    fillList('all', [dialogue({ readSeq: 3, unread: 0 })])
    applyEvent(client, streamEvent('dialogue.updated', { dialogue: dialogue({ readSeq: 0, unread: 3 }) }), me)
    expect(client.getQueryData(keyOf('all'))?.pages[0]?.items[0]).toMatchObject({ readSeq: 3, unread: 0 })
  })

  test('a dialogue that is gone leaves every list, its entry and its messages', () => {
    fillList('all', [dialogue()])
    fillList('mine', [dialogue()])
    fillThread(1, 2)
    client.setQueryData(dialogueKey('d1'), dialogue())
    applyEvent(client, streamEvent('dialogue.gone', {}), me)
    expect([...listed('all'), ...listed('mine')]).toEqual([])
    expect(client.getQueryData(dialogueKey('d1'))).toBeUndefined()
    expect(client.getQueryData(messagesKey('d1'))).toBeUndefined()
  })
})

describe('messages', () => {
  test('a message comes once, however often it is told, and where its seq says', () => {
    fillThread(1, 3)
    const event = streamEvent('message.created', { dialogue: dialogue(), message: message(2) })
    applyEvent(client, event, me)
    applyEvent(client, event, me)
    expect(thread()).toEqual([1, 2, 3])
  })

  test('an update takes the place of the message', () => {
    fillThread(1)
    applyEvent(client, streamEvent('message.updated', { dialogue: dialogue(), message: message(1, { status: 'read' }) }), me)
    expect(client.getQueryData<MessagePages>(messagesKey('d1'))?.pages[0]?.items[0]?.status).toBe('read')
  })

  test('a thread that was never opened stays closed', () => {
    applyEvent(client, streamEvent('message.created', { dialogue: dialogue(), message: message(1) }), me)
    expect(client.getQueryData(messagesKey('d1'))).toBeUndefined()
  })
})

test.each([
  ['channel.updated', ['channels']],
  ['manager.updated', ['managers']],
  ['settings.updated', ['settings']],
] as const)('%s makes what it is about be asked for again', (type, key) => {
  expect(applyEvent(client, streamEvent(type, {}, { dialogueId: null }), me)).toEqual([key])
})

test('presence changes the person it is about', () => {
  client.setQueryData(managersKey, [
    { id: 'ann', online: false },
    { id: 'bo', online: false },
  ])
  applyEvent(client, streamEvent('presence', { managerId: 'bo', online: true }, { dialogueId: null }), me)
  expect(client.getQueryData(managersKey)).toEqual([
    { id: 'ann', online: false },
    { id: 'bo', online: true },
  ])
})
