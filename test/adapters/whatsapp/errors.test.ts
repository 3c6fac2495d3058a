import { expect, test } from 'vitest'
import { NoAnswer, noAnswer, Refused, toChannelError } from '../../../adapters/whatsapp/errors.ts'
import type { FailureReason } from '../../../core/errors.ts'

const refused = (status: number, code: number | null, retryAfterMs: number | null = null) =>
  toChannelError('messages.create', new Refused({ status, code, retryAfterMs }))

// Codes: https://www.twilio.com/docs/api/errors
test.each<[number, number | null, FailureReason]>([
  [400, 21610, 'opted_out'],
  [400, 63016, 'window_closed'],
  [400, 63014, 'blocked_by_contact'],
  [400, 63007, 'no_permission'],
  [400, 21606, 'no_permission'],
  [400, 21703, 'no_permission'],
  [401, 20003, 'bad_credentials'],
  [401, null, 'bad_credentials'],
  [403, 20003, 'bad_credentials'],
  [403, 20005, 'no_permission'],
  [403, null, 'no_permission'],
  [400, 21211, 'chat_not_found'],
  [400, 63003, 'chat_not_found'],
  [400, 63024, 'chat_not_found'],
  [400, 21617, 'too_long'],
  [400, 21623, 'file_too_large'],
  [413, null, 'file_too_large'],
  [400, 12300, 'file_type'],
  [400, 21655, 'rejected'],
  [400, 99999, 'rejected'],
  [404, 20404, 'rejected'],
])('%i with code %s is permanent: %s', (status, code, reason) => {
  expect(refused(status, code)).toMatchObject({ kind: 'permanent', reason, maybeSent: false, retryAfterMs: null })
})

test.each([
  [429, 20429, 7000, { kind: 'rate_limited', retryAfterMs: 7000, maybeSent: false }],
  [429, null, null, { kind: 'rate_limited', retryAfterMs: 1000, maybeSent: false }],
  [400, 63018, null, { kind: 'rate_limited', retryAfterMs: 30_000, maybeSent: false }],
  [400, 21611, null, { kind: 'rate_limited', maybeSent: false }],
  [500, 20500, null, { kind: 'retryable', reason: 'unreachable', maybeSent: false }],
  [503, 20503, 3000, { kind: 'retryable', retryAfterMs: 3000, maybeSent: false }],
  [500, null, null, { kind: 'retryable', maybeSent: true }],
  [502, null, null, { kind: 'retryable', maybeSent: true }],
  [504, null, null, { kind: 'retryable', maybeSent: true }],
  [408, null, null, { kind: 'retryable', maybeSent: true }],
])('%i with code %s can be tried again', (status, code, retryAfterMs, expected) => {
  expect(refused(status, code, retryAfterMs)).toMatchObject(expected)
})

test.each([
  ['ECONNREFUSED', false],
  ['EAI_AGAIN', false],
  ['UND_ERR_CONNECT_TIMEOUT', false],
  ['CERT_HAS_EXPIRED', false],
  ['ERR_TLS_CERT_ALTNAME_INVALID', false],
  ['EGRESS_REFUSED', false],
  ['ECONNRESET', true],
  ['EPIPE', true],
  ['UND_ERR_HEADERS_TIMEOUT', true],
])('a network error %s: it may have been sent is %s', (code, maybeSent) => {
  const thrown = new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) })
  const error = toChannelError('messages.create', noAnswer(thrown))
  expect(error).toMatchObject({ kind: 'retryable', reason: 'unreachable', maybeSent })
  expect(error.message).toContain(code)
})

test('a deadline may have been too late, what never began was not', () => {
  const late = Object.assign(new Error('late'), { name: 'TimeoutError' })
  expect(toChannelError('messages.create', late)).toMatchObject({ kind: 'retryable', maybeSent: true })
  expect(toChannelError('messages.create', new NoAnswer('not_started'))).toMatchObject({ kind: 'retryable', maybeSent: false })
})

test('a message says what it means and never repeats an address', () => {
  expect(refused(400, 21610).message).toBe(
    'Twilio messages.create: 400. The customer has opted out with STOP (Twilio error 21610).',
  )
  const thrown = new Error('request to https://api.twilio.com/?To=whatsapp%3A%2B4915550000417 failed')
  expect(toChannelError('messages.create', thrown).message).toBe('Twilio messages.create: no answer (unknown)')
})
