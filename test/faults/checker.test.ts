import { expect, test } from 'vitest'
import { check, type Evidence, type Fault, faults, isClean } from './checker.ts'

/** A run without a fault: two chats, a message under way while another was, an answer sent, one in doubt that went out twice. */
const good: Evidence = {
  inbound: [
    { token: 'i1', chat: 'a', sentAt: 0, answeredAt: 5 },
    { token: 'i2', chat: 'a', sentAt: 6, answeredAt: 20 },
    { token: 'i3', chat: 'a', sentAt: 10, answeredAt: 15 },
    { token: 'i4', chat: 'b', sentAt: 1, answeredAt: 4 },
    { token: 'i5', chat: 'b', sentAt: 30, answeredAt: null },
  ],
  stored: [
    { token: 'i1', chat: 'a', seq: 1 },
    { token: 'i3', chat: 'a', seq: 2 },
    { token: 'i2', chat: 'a', seq: 3 },
    { token: 'i4', chat: 'b', seq: 1 },
  ],
  replies: [
    { token: 'o1', acceptedAt: 25 },
    { token: 'o2', acceptedAt: 26 },
    { token: 'o3', acceptedAt: null },
  ],
  outbound: [
    { token: 'o1', chat: 'a', seq: 4, status: 'sent' },
    { token: 'o2', chat: 'a', seq: 5, status: 'in_doubt' },
  ],
  delivered: [
    { token: 'o1', chat: 'a' },
    { token: 'o2', chat: 'a' },
    { token: 'o2', chat: 'a' },
  ],
  stuck: [],
  openTwice: [],
  numbers: [
    { chat: 'a', messages: 5, highest: 5 },
    { chat: 'b', messages: 1, highest: 1 },
  ],
  wrongCounters: [],
}

test('a run without a fault is clean, and its doubt is counted', () => {
  const verdict = check(good)
  expect(isClean(verdict)).toBe(true)
  expect(verdict).toMatchObject({ inDoubt: 1, doubledInDoubt: 1 })
})

const without = <T extends { token: string }>(rows: readonly T[], token: string): T[] => rows.filter((row) => row.token !== token)

/** What each bug of the hub would leave behind. */
const seeded: readonly { readonly bug: string; readonly fault: Fault; readonly evidence: Evidence }[] = [
  { bug: 'answered before the commit, then killed', fault: 'lost', evidence: { ...good, stored: without(good.stored, 'i4') } },
  {
    bug: 'deduplication is skipped',
    fault: 'doubled',
    evidence: { ...good, stored: [...good.stored, { token: 'i4', chat: 'b', seq: 2 }] },
  },
  {
    bug: 'a chat is not locked while it is numbered',
    fault: 'reordered',
    evidence: {
      ...good,
      stored: good.stored.map((row) => (row.token === 'i1' ? { ...row, seq: 3 } : row.token === 'i2' ? { ...row, seq: 1 } : row)),
    },
  },
  {
    bug: 'a row that nobody sent',
    fault: 'phantom',
    evidence: { ...good, stored: [...good.stored, { token: 'x', chat: 'b', seq: 2 }] },
  },
  { bug: 'a lost nudge is never swept', fault: 'stuck', evidence: { ...good, stuck: ['dialogue 1 is new'] } },
  {
    bug: 'accepted before the commit, then killed',
    fault: 'outbound lost',
    evidence: { ...good, outbound: without(good.outbound, 'o2'), delivered: without(good.delivered, 'o2') },
  },
  { bug: 'marked as sent before it is', fault: 'outbound lost', evidence: { ...good, delivered: without(good.delivered, 'o1') } },
  {
    bug: 'the sweep sends again what may have gone out',
    fault: 'outbound doubled',
    evidence: { ...good, delivered: [...good.delivered, { token: 'o1', chat: 'a' }] },
  },
  {
    bug: 'a message is claimed while the one before is under way',
    fault: 'outbound reordered',
    evidence: {
      ...good,
      delivered: [
        { token: 'o2', chat: 'a' },
        { token: 'o1', chat: 'a' },
      ],
    },
  },
  {
    bug: 'sent before it is stored',
    fault: 'outbound phantom',
    evidence: { ...good, delivered: [...good.delivered, { token: 'o3', chat: 'a' }] },
  },
  { bug: 'two first messages at once', fault: 'two dialogues open', evidence: { ...good, openTwice: ['a'] } },
  {
    bug: 'numbered before it is deduplicated',
    fault: 'gap in numbers',
    evidence: { ...good, numbers: [{ chat: 'a', messages: 5, highest: 6 }] },
  },
  { bug: 'closed without its counter', fault: 'wrong counter', evidence: { ...good, wrongCounters: ['open: 3, there are 2'] } },
]

test.each(seeded)('$bug: reported as $fault, and as nothing else', ({ fault, evidence }) => {
  const verdict = check(evidence)
  expect(isClean(verdict)).toBe(false)
  expect(faults.filter((one) => verdict.found[one].length > 0)).toEqual([fault])
})

test('there is a seeded bug for each fault', () => {
  expect(new Set(seeded.map((one) => one.fault))).toEqual(new Set(faults))
})
