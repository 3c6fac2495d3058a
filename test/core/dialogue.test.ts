import { expect, test } from 'vitest'
import { whereTo } from '../../core/dialogue.ts'

const now = new Date('2026-03-10T12:00:00Z')
const day = 86_400_000
const ago = (ms: number) => new Date(now.getTime() - ms)
const closed = { openDialogueId: null, lastClosedAt: ago(day), lastReopenable: true, now, reopenMs: 7 * day }

test.each([
  ['goes into the open dialogue', { ...closed, openDialogueId: 'd' }, 'same'],
  ['goes into the open dialogue whatever the reopening time', { ...closed, openDialogueId: 'd', reopenMs: 0 }, 'same'],
  ['begins the first dialogue of a chat', { ...closed, lastClosedAt: null, lastReopenable: false }, 'begin'],
  ['reopens within the reopening time', closed, 'reopen'],
  ['reopens in the last millisecond of it', { ...closed, lastClosedAt: ago(7 * day) }, 'reopen'],
  ['begins a new one a millisecond later', { ...closed, lastClosedAt: ago(7 * day + 1) }, 'begin'],
  ['always begins a new one when the reopening time is 0', { ...closed, lastClosedAt: now, reopenMs: 0 }, 'begin'],
  ['never reopens a dialogue that was refused or ignored', { ...closed, lastReopenable: false }, 'begin'],
] as const)('a message %s', (_name, state, expected) => {
  expect(whereTo(state)).toBe(expected)
})
