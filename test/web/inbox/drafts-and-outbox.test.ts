// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest'
import { parseDrafts, withDraft } from '../../../web/inbox/lib/drafts.ts'
import { nextToSend, type OutboxEntry, parseOutbox } from '../../../web/inbox/lib/outbox.ts'

const entry = (change: Partial<OutboxEntry> = {}): OutboxEntry => ({
  clientId: 'c1',
  managerId: 'ann',
  dialogueId: 'd1',
  text: 'Hi',
  note: false,
  files: [{ id: 'f1', name: 'cake.png' }],
  replyTo: null,
  lastSeenSeq: 3,
  createdAt: '2026-11-20T09:00:00.000Z',
  state: 'sending',
  error: null,
  ...change,
})

describe('drafts', () => {
  test('a draft is kept per dialogue; an empty text drops it', () => {
    const one = withDraft({}, 'd1', { text: 'Hello', note: true, at: 1 })
    expect(one).toEqual({ d1: { text: 'Hello', note: true, at: 1 } })
    expect(withDraft(one, 'd1', { text: '  ', note: true, at: 2 })).toEqual({})
  })

  test('the oldest go when there are too many', () => {
    let drafts = {}
    for (let at = 0; at < 205; at += 1) drafts = withDraft(drafts, `d${at}`, { text: 'x', note: false, at })
    expect(Object.keys(drafts)).toHaveLength(200)
    expect(drafts).not.toHaveProperty('d0')
    expect(drafts).toHaveProperty('d204')
  })

  test.each([null, 'text', [], { d1: { text: 3 } }, { d1: null }])('stored %j is left behind', (stored) => {
    expect(parseDrafts(stored)).toEqual({})
  })
})

describe('outbox', () => {
  test('what was stored comes back as it was, files and decision included', () => {
    const stored = [entry({ state: 'conflict', error: 'Someone wrote.' })]
    expect(parseOutbox(JSON.parse(JSON.stringify(stored)))).toEqual(stored)
  })

  test('what has no identity is left behind', () => {
    expect(parseOutbox([{ text: 'Hi' }, null, 3])).toEqual([])
    expect(parseOutbox({})).toEqual([])
  })

  test('one message per dialogue goes out at a time, in order; a doubtful one holds those behind it', () => {
    const entries = [
      entry({ clientId: 'a' }),
      entry({ clientId: 'b' }),
      entry({ clientId: 'c', dialogueId: 'd2', state: 'conflict' }),
      entry({ clientId: 'd', dialogueId: 'd2' }),
      entry({ clientId: 'e', dialogueId: 'd3', managerId: 'bo' }),
    ]
    expect(nextToSend(entries, 'ann').map((next) => next.clientId)).toEqual(['a'])
  })
})
