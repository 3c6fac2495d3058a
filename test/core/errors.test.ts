import { expect, test } from 'vitest'
import { ChannelError, HubError, hubErrorCodes, statusOfCode } from '../../core/errors.ts'

test('every code has one HTTP status', () => {
  expect(statusOfCode).toEqual({
    invalid: 400,
    unauthenticated: 401,
    forbidden: 403,
    not_found: 404,
    conflict: 409,
    consent_required: 409,
    too_large: 413,
    not_supported: 422,
    window_closed: 422,
    rate_limited: 429,
    unavailable: 503,
  })
  expect(Object.keys(statusOfCode).sort()).toEqual([...hubErrorCodes].sort())
})

test('an error keeps its cause, and what was not said is null', () => {
  const cause = new Error('below')
  expect(new HubError('conflict', 'No', { cause })).toMatchObject({
    name: 'HubError',
    code: 'conflict',
    cause,
    retryAfterMs: null,
  })
  const error = new ChannelError('No', { kind: 'retryable', reason: 'unreachable', cause })
  expect(error).toMatchObject({ name: 'ChannelError', kind: 'retryable', retryAfterMs: null, maybeSent: false, cause })
})
