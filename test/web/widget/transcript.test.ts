import { expect, test } from 'vitest'
import type { VisitorMessage } from '../../../core/api/widget.ts'
import { countUnread, groupByDay, lastSeq, mergeMessages, splitLinks } from '../../../web/widget/frame/transcript.ts'

const message = (seq: number, more: Partial<VisitorMessage> = {}): VisitorMessage => ({
  id: `m${seq}`,
  seq,
  from: 'manager',
  name: 'Ann',
  text: `text ${seq}`,
  files: [],
  buttons: [],
  at: new Date(2026, 4, 4, 12, 0, seq).toISOString(),
  edited: false,
  removed: false,
  clientId: null,
  ...more,
})

test('messages stand in the order of seq, each once, the newer copy winning', () => {
  const merged = mergeMessages([message(1), message(3)], [message(3, { text: 'edited' }), message(2)])
  expect(merged.map((one) => one.seq)).toEqual([1, 2, 3])
  expect(merged[2]?.text).toBe('edited')
  expect(lastSeq(merged)).toBe(3)
  expect(lastSeq([])).toBe(0)
})

test('nothing new changes nothing', () => {
  const known = [message(1)]
  expect(mergeMessages(known, [])).toBe(known)
})

test('unread is what came from the other side after the last one seen, and is still there', () => {
  const messages = [
    message(1),
    message(2, { from: 'visitor' }),
    message(3),
    message(4, { removed: true }),
    message(5, { from: 'hub' }),
  ]
  expect(countUnread(messages, 1)).toBe(2)
  expect(countUnread(messages, 5)).toBe(0)
})

test('a pause, another author or another day begins a new group', () => {
  const at = (day: number, minute: number) => new Date(2026, 4, day, 12, minute).toISOString()
  const days = groupByDay([
    message(1, { at: at(1, 0) }),
    message(2, { at: at(1, 1) }),
    message(3, { at: at(1, 30) }),
    message(4, { at: at(1, 31), name: 'Bo' }),
    message(5, { at: at(1, 32), from: 'visitor', name: null }),
    message(6, { at: at(2, 0), from: 'visitor', name: null }),
  ])
  expect(days.map((day) => day.groups.map((group) => group.messages.map((one) => one.seq)))).toEqual([
    [[1, 2], [3], [4], [5]],
    [[6]],
  ])
})

test.each([
  ['no link', 'just words', [['just words', null]]],
  [
    'at the end of a sentence',
    'see https://a.example/x.',
    [
      ['see ', null],
      ['https://a.example/x', 'https://a.example/x'],
      ['.', null],
    ],
  ],
  [
    'in brackets',
    '(http://a.example)',
    [
      ['(', null],
      ['http://a.example', 'http://a.example'],
      [')', null],
    ],
  ],
  [
    'an address',
    'write to ann@fernhill.example!',
    [
      ['write to ', null],
      ['ann@fernhill.example', 'mailto:ann@fernhill.example'],
      ['!', null],
    ],
  ],
  [
    'an address in brackets',
    '(ann@fernhill.example)',
    [
      ['(', null],
      ['ann@fernhill.example', 'mailto:ann@fernhill.example'],
      [')', null],
    ],
  ],
  ['javascript', 'javascript:alert(1)', [['javascript:alert(1)', null]]],
  ['data', 'data:text/html,<script>', [['data:text/html,<script>', null]]],
  ['markdown', '[x](javascript:alert(1))', [['[x](javascript:alert(1))', null]]],
  [
    'markup',
    '<a href="https://a.example">',
    [
      ['<a href="', null],
      ['https://a.example', 'https://a.example'],
      ['">', null],
    ],
  ],
  ['what is no address', 'https://', [['https://', null]]],
] as const)('links in a text: %s', (_name, text, runs) => {
  expect(splitLinks(text).map((run) => [run.text, run.href])).toEqual(runs)
})

test.each([
  ['dots', 'a@'.concat('b.'.repeat(50_000))],
  ['at signs', 'a@'.repeat(50_000)],
  ['letters', 'a'.repeat(100_000)],
  ['schemes', 'http://'.repeat(15_000)],
  ['brackets', `https://a.example/${')'.repeat(100_000)}`],
  ['nearly addresses', `${'a'.repeat(1999)}@ `.repeat(50)],
])('a hundred kilobytes of %s are looked through in no time', (_name, text) => {
  const startedAt = performance.now()
  expect(
    splitLinks(text)
      .map((run) => run.text)
      .join(''),
  ).toBe(text)
  expect(performance.now() - startedAt).toBeLessThan(50)
})
