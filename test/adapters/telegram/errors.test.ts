import { GrammyError, HttpError } from 'grammy'
import { expect, test } from 'vitest'
import { NoAnswer, noAnswer, toChannelError } from '../../../adapters/telegram/errors.ts'
import type { FailureReason } from '../../../core/errors.ts'

const refusal = (code: number, description: string, parameters: object = {}) =>
  new GrammyError("Call to 'sendMessage' failed!", { ok: false, error_code: code, description, parameters }, 'sendMessage', {
    text: 'private words',
  })

// Wording of the Bot API server: https://github.com/tdlib/telegram-bot-api
test.each<[number, string, FailureReason]>([
  [403, 'Forbidden: bot was blocked by the user', 'blocked_by_contact'],
  [403, 'Forbidden: user is deactivated', 'chat_not_found'],
  [403, "Forbidden: bot can't initiate conversation with a user", 'chat_not_found'],
  [403, 'Forbidden: bot was kicked from the supergroup chat', 'no_permission'],
  [403, 'Forbidden: bot is not a member of the channel chat', 'no_permission'],
  [403, 'Forbidden: something new', 'no_permission'],
  [400, 'Bad Request: chat not found', 'chat_not_found'],
  [400, 'Bad Request: PEER_ID_INVALID', 'chat_not_found'],
  [400, 'Bad Request: group chat was upgraded to a supergroup chat', 'chat_not_found'],
  [400, 'Bad Request: message is too long', 'too_long'],
  [400, 'Bad Request: message caption is too long', 'too_long'],
  [400, 'Bad Request: file is too big', 'file_too_large'],
  [400, 'Bad Request: PHOTO_INVALID_DIMENSIONS', 'file_type'],
  [400, 'Bad Request: IMAGE_PROCESS_FAILED', 'file_type'],
  [400, 'Bad Request: not enough rights to send text messages to the chat', 'no_permission'],
  [400, 'Bad Request: VOICE_MESSAGES_FORBIDDEN', 'no_permission'],
  [400, 'Bad Request: TOPIC_CLOSED', 'no_permission'],
  [400, 'Bad Request: REACTION_INVALID', 'not_supported'],
  [400, 'Bad Request: BUTTON_DATA_INVALID', 'rejected'],
  [400, 'Bad Request: something new', 'rejected'],
  [401, 'Unauthorized', 'bad_credentials'],
  [404, 'Not Found', 'bad_credentials'],
  [413, 'Request Entity Too Large', 'file_too_large'],
])('%i %s is permanent: %s', (code, description, reason) => {
  expect(toChannelError('sendMessage', refusal(code, description))).toMatchObject({
    kind: 'permanent',
    reason,
    maybeSent: false,
    retryAfterMs: null,
  })
})

test.each([
  [429, { retry_after: 35 }, { kind: 'rate_limited', retryAfterMs: 35_000, maybeSent: false }],
  [429, {}, { kind: 'rate_limited', retryAfterMs: 1000, maybeSent: false }],
  [409, {}, { kind: 'retryable', maybeSent: false }],
  [500, {}, { kind: 'retryable', maybeSent: false }],
  [502, {}, { kind: 'retryable', maybeSent: true }],
  [504, {}, { kind: 'retryable', maybeSent: true }],
])('%i with %o can be tried again', (code, parameters, expected) => {
  expect(toChannelError('sendMessage', refusal(code, 'x', parameters))).toMatchObject(expected)
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
  const error = toChannelError('sendMessage', new HttpError('x', noAnswer(thrown)))
  expect(error).toMatchObject({ kind: 'retryable', reason: 'unreachable', maybeSent })
  expect(error.message).toContain(code)
})

test('a message never repeats the text, a number or an address', () => {
  const words = [
    'Bad Request: can\'t parse entities: Unsupported start tag "secret" at byte offset 4',
    'Bad Request: chat 5100000417 not found here',
  ]
  const seen = words.map((description) => toChannelError('sendMessage', refusal(400, description)))
  expect(seen.map((error) => error.message)).toEqual([
    "Telegram sendMessage: 400 Bad Request: can't parse entities",
    'Telegram sendMessage: 400 Bad Request: chat … not found here',
  ])
  for (const error of seen) expect(error.cause).toBeUndefined()
  expect(toChannelError('x', new HttpError('x', new Error('https://api.telegram.org/bot1:secret/x'))).message).toBe(
    'Telegram x: no answer (unknown)',
  )
  expect(toChannelError('x', new NoAnswer('garbage', 502)).message).toBe('Telegram x: no answer (garbage, status 502)')
})

test('a refusal that repeats the token is passed on without it', () => {
  const token = '700100200:AAstandInTokenOfTheTests_0123456789abc'
  const error = toChannelError('sendMessage', refusal(500, `Internal ${token}`))
  expect(error.message).not.toContain('AAstandInToken')
  expect(error.message).toContain('Internal')
})
