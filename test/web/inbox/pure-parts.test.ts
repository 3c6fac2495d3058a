// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest'
import type { ChannelKindInfo } from '../../../core/api/shapes.ts'
import { toDuration, toSeconds } from '../../../web/inbox/lib/duration.ts'
import { fileRefusal, takesFiles } from '../../../web/inbox/lib/file-fit.ts'
import { linkify } from '../../../web/inbox/lib/linkify.ts'
import { pressedKeys } from '../../../web/inbox/lib/shortcut-keys.ts'
import { stableOrder } from '../../../web/inbox/lib/stable-order.ts'
import { pauseMs } from '../../../web/inbox/live/stream.ts'
import { parsePreferences } from '../../../web/inbox/prefs/preferences.ts'
import { exclusionTexts } from '../../../web/inbox/thread/decision-text.ts'
import { threadItems } from '../../../web/inbox/thread/thread-items.ts'
import { message } from './samples.ts'

describe('durations', () => {
  test.each([
    [60, 1, 'minutes'],
    [5400, 90, 'minutes'],
    [7200, 2, 'hours'],
    [86_400, 1, 'days'],
    [604_800, 7, 'days'],
    [0, 0, 'days'],
  ] as const)('%i s are %i %s and back', (seconds, amount, unit) => {
    expect(toDuration(seconds)).toEqual({ amount, unit })
    expect(toSeconds({ amount, unit })).toBe(seconds)
  })

  test('half an hour is whole seconds', () => expect(toSeconds({ amount: 0.5, unit: 'hours' })).toBe(1800))
})

describe('the order of rows under the pointer', () => {
  const items = (...ids: string[]) => ids.map((id) => ({ id }))
  const ids = (rows: readonly { readonly id: string }[]) => rows.map((row) => row.id).join('')

  test.each([
    ['nothing happened', 'abc', 'abc', 'abc', 0],
    ['a row moved up', 'abc', 'cab', 'abc', 1],
    ['a new row came on top', 'abc', 'xabc', 'abc', 1],
    ['older rows were loaded', 'abc', 'abcde', 'abcde', 0],
    ['a row went away', 'abc', 'ac', 'ac', 0],
    ['a new one and a move', 'abc', 'xcab', 'abc', 2],
  ])('%s', (_name, frozen, now, shown, waiting) => {
    const result = stableOrder([...frozen], items(...now))
    expect([ids(result.shown), result.waiting]).toEqual([shown, waiting])
  })

  test('without a pointer the order is the list’s own', () => {
    expect(stableOrder(null, items('b', 'a'))).toEqual({ shown: items('b', 'a'), waiting: 0 })
  })
})

describe('a thread', () => {
  const types = (items: ReturnType<typeof threadItems>) => items.map((item) => item.type).join(' ')

  test('days are separated and the divider stands before the first unread', () => {
    const messages = [message(1, { createdAt: '2026-11-18T09:00:00.000Z' }), message(2), message(3)]
    expect(types(threadItems(messages, [], 2))).toBe('day message day message unread message')
  })

  test('messages of one author within five minutes are grouped', () => {
    const messages = [
      message(1),
      message(2),
      message(20),
      message(21, { direction: 'out', author: { type: 'manager', id: 'ann', name: 'Ann' } }),
    ]
    const edges = threadItems(messages, [], 99).flatMap((item) => (item.type === 'message' ? [[item.isFirst, item.isLast]] : []))
    expect(edges).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ])
  })

  test('a waiting message gives way to the hub’s own and keeps its key', () => {
    const entry = {
      clientId: 'c1',
      managerId: 'ann',
      dialogueId: 'd1',
      text: 'Hi',
      note: false,
      files: [],
      replyTo: null,
      lastSeenSeq: null,
      createdAt: '2026-11-20T09:05:00.000Z',
      state: 'sending',
      error: null,
    } as const
    expect(threadItems([], [entry], 0).at(-1)).toMatchObject({ type: 'pending', key: 'c1' })
    const items = threadItems([message(4, { direction: 'out', clientId: 'c1' })], [entry], 0)
    expect(items.at(-1)).toMatchObject({ type: 'message', key: 'c1' })
  })
})

describe('files and what a channel takes', () => {
  const capabilities = {
    files: {
      image: { mimeTypes: ['image/*'], maxBytes: 1000, caption: 'native' },
      document: { mimeTypes: ['*/*'], maxBytes: 5000, caption: 'native' },
    },
  } as unknown as ChannelKindInfo['capabilities']
  const imagesOnly = {
    files: { image: { mimeTypes: ['image/png'], maxBytes: 1000, caption: 'native' } },
  } as unknown as ChannelKindInfo['capabilities']

  test('a large picture may go as a document', () =>
    expect(fileRefusal(capabilities, { type: 'image/png', size: 4000 })).toBeNull())
  test('too large for everything is told with the limit', () =>
    expect(fileRefusal(capabilities, { type: 'image/png', size: 6000 })).toEqual({ reason: 'size', maxBytes: 5000 }))
  test('a type without a place is refused', () =>
    expect(fileRefusal(imagesOnly, { type: 'application/pdf', size: 1 })).toEqual({ reason: 'type' }))
  test('a channel that lists nothing takes no files', () =>
    expect(takesFiles({ files: {} } as unknown as ChannelKindInfo['capabilities'])).toBe(false))
})

test('links are http, https, mailto, tel and addresses; the full stop is not theirs; javascript is text', () => {
  expect(linkify('See https://a.example/x?y=1. Or mail a@b.example!').filter((part) => part.type === 'link')).toEqual([
    { type: 'link', text: 'https://a.example/x?y=1', href: 'https://a.example/x?y=1' },
    { type: 'link', text: 'a@b.example', href: 'mailto:a@b.example' },
  ])
  expect(linkify('javascript:alert(1)')).toEqual([{ type: 'text', text: 'javascript:alert(1)', href: '' }])
})

test.each([
  [{ key: 'J', shiftKey: false }, 'j'],
  [{ key: 'E', shiftKey: true }, 'shift+e'],
  [{ key: '?', shiftKey: true }, '?'],
  [{ key: 'k', metaKey: true }, 'mod+k'],
  [{ key: 'ArrowDown' }, 'arrowdown'],
])('%j is named %s', (event, name) => {
  expect(pressedKeys({ shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...event })).toBe(name)
})

test('the pause before a new connection grows, is spread, and has an end', () => {
  expect(pauseMs(0, 0)).toBe(50)
  expect(pauseMs(0, 0.999)).toBeLessThanOrEqual(500)
  expect(pauseMs(30, 0.999)).toBeLessThanOrEqual(20_000)
})

test('preferences of another shape give way to the defaults', () => {
  expect(parsePreferences({ theme: 'dark', textSize: 15, sound: 'yes', shortcuts: false })).toEqual({
    theme: 'dark',
    textSize: 13,
    sound: true,
    shortcuts: false,
    contactPanel: true,
  })
})

test('reasons of exclusion are counted in words; those that do not occur are left out', () => {
  expect(exclusionTexts({ capacity: 2, status: 1 })).toEqual(['1 not free', '2 at their limit'])
})
