import { ChannelError } from '../../core/errors.ts'
import { reasonOf, wordsOf } from './codes.ts'

/** Twilio's own refusal. Only numbers: its words may repeat a number or a text. */
export class Refused extends Error {
  readonly status: number
  /** null: the answer was not Twilio's own, but of a gate in front of it. */
  readonly code: number | null
  readonly retryAfterMs: number | null

  constructor(details: Readonly<{ status: number; code: number | null; retryAfterMs: number | null }>) {
    super(`${details.status} ${details.code}`)
    this.name = 'Refused'
    this.status = details.status
    this.code = details.code
    this.retryAfterMs = details.retryAfterMs
  }
}

/** A call that got no usable answer. `code`: a network error's code, or `timeout`, `garbage`, `not_started`, `unknown`. */
export class NoAnswer extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.name = 'NoAnswer'
    this.code = code
  }
}

/** The one translation of what a call throws. Nothing of the original is passed on: it may hold an address with a number or a key. */
export function toChannelError(call: string, error: unknown): ChannelError {
  if (error instanceof ChannelError) return error
  if (error instanceof Refused) return fromAnswer(call, error)
  const { code } = noAnswer(error)
  return new ChannelError(`Twilio ${call}: no answer (${code})`, {
    kind: 'retryable',
    reason: 'unreachable',
    maybeSent: !neverSent.test(code),
  })
}

/** @param error what `fetch` or a stream threw */
export function noAnswer(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if (cause.name === 'TimeoutError' || cause.name === 'AbortError') return new NoAnswer('timeout')
    if ('code' in cause && typeof cause.code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(cause.code))
      return new NoAnswer(cause.code)
  }
  return new NoAnswer('unknown')
}

// The request never left: no connection was made, or no secure one.
const neverSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|EGRESS_REFUSED|not_started)$|CERT|^ERR_TLS|^ERR_SSL/

/** Where Twilio names no pause: too many requests pass soon, a full queue or a day's limit do not. */
const pausesMs = { requests: 1000, messages: 30_000 } as const

/** Answers and their codes: https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions */
function fromAnswer(call: string, { status, code, retryAfterMs }: Refused): ChannelError {
  const message = `Twilio ${call}: ${status}${code === null ? '' : `. ${wordsOf(code)}`}`
  const reason = reasonOf(code)
  if (status === 429 || reason === 'rate_limited')
    return new ChannelError(message, {
      kind: 'rate_limited',
      reason: 'rate_limited',
      retryAfterMs: retryAfterMs ?? (status === 429 ? pausesMs.requests : pausesMs.messages),
    })
  if (status === 401 || reason === 'bad_credentials')
    return new ChannelError(message, { kind: 'permanent', reason: 'bad_credentials' })
  // With a code it is Twilio's own word that it did nothing. A gate's page says nothing about what is behind it.
  if (status >= 500 || status === 408)
    return new ChannelError(message, { kind: 'retryable', reason: 'unreachable', retryAfterMs, maybeSent: code === null })
  if (status === 413) return new ChannelError(message, { kind: 'permanent', reason: 'file_too_large' })
  return new ChannelError(message, {
    kind: 'permanent',
    reason: reason ?? (status === 403 ? 'no_permission' : 'rejected'),
  })
}
