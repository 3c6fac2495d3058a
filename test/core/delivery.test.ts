import { describe, expect, test } from 'vitest'
import { afterFailure, backoffMs, maxAgeMs, maxAttempts, raiseStatus } from '../../core/delivery.ts'

test.each([
  [1, 0, 1000],
  [1, 0.999999, 2000],
  [5, 0.5, 16_000],
  [9, 0.999999, 300_000],
  [12, 0.999999, 300_000],
  [12, 0, 1000],
])('the pause after attempt %i is between one second and five minutes (%d → %i ms)', (attempt, random, expected) => {
  expect(backoffMs(attempt, random)).toBe(expected)
})

const retryable = { kind: 'retryable', retryAfterMs: null, maybeSent: false } as const
const person = { error: retryable, attempt: 1, ageMs: 0, repeatable: false, random: 0 }
const limited = { kind: 'rate_limited', retryAfterMs: 7000, maybeSent: false } as const

describe('after a failed attempt a message', () => {
  test.each([
    ['is tried again later', person, { status: 'queued', retryInMs: 1000, channelPauseMs: null }],
    [
      'is tried again when the platform said',
      { ...person, error: { ...retryable, retryAfterMs: 9000 } },
      { status: 'queued', retryInMs: 9000, channelPauseMs: null },
    ],
    ['waits with its whole channel', { ...person, error: limited }, { status: 'queued', retryInMs: 7000, channelPauseMs: 7000 }],
    [
      'waits a second where the platform names no time',
      { ...person, error: { ...limited, retryAfterMs: null } },
      { status: 'queued', retryInMs: 1000, channelPauseMs: 1000 },
    ],
    [
      'has failed for good when the platform says never',
      { ...person, error: { ...retryable, kind: 'permanent' as const } },
      { status: 'failed' },
    ],
    [
      'of a person is in doubt when it may have been sent',
      { ...person, error: { ...retryable, maybeSent: true } },
      { status: 'in_doubt' },
    ],
    [
      'of the hub is sent again when it may have been sent',
      { ...person, repeatable: true, error: { ...retryable, maybeSent: true } },
      { status: 'queued', retryInMs: 1000, channelPauseMs: null },
    ],
    ['has failed after the last attempt', { ...person, attempt: maxAttempts }, { status: 'failed' }],
    [
      'is tried a last time before that',
      { ...person, attempt: maxAttempts - 1 },
      { status: 'queued', retryInMs: 1000, channelPauseMs: null },
    ],
    ['has failed when it is too old', { ...person, ageMs: maxAgeMs + 1 }, { status: 'failed' }],
    [
      'that may have been sent is in doubt also after the last attempt',
      { ...person, attempt: maxAttempts, error: { ...retryable, maybeSent: true } },
      { status: 'in_doubt' },
    ],
  ] as const)('%s', (_name, given, expected) => {
    expect(afterFailure(given)).toEqual(expected)
  })
})

test.each([
  ['sent', 'delivered', 'delivered'],
  ['delivered', 'sent', 'delivered'],
  ['read', 'delivered', 'read'],
  ['delivered', 'read', 'read'],
  ['sent', 'failed', 'failed'],
  ['delivered', 'failed', 'delivered'],
  ['read', 'failed', 'read'],
  ['failed', 'delivered', 'delivered'],
  ['in_doubt', 'delivered', 'delivered'],
  ['sending', 'sent', 'sent'],
] as const)('a receipt never lowers a status: %s and %s make %s', (current, told, expected) => {
  expect(raiseStatus(current, told)).toBe(expected)
})
