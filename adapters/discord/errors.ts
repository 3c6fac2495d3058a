import { ChannelError, type FailureReason } from '../../core/errors.ts'

/**
 * A call that got no usable answer. `code`: a network error's code, or `timeout`, `garbage`, `upload`. Made by the client from what
 * `fetch` threw, since that may hold the address, and the address of an interaction holds its token.
 */
export class NoAnswer extends Error {
  readonly code: string
  readonly status: number | null

  constructor(code: string, status: number | null = null) {
    super(code)
    this.name = 'NoAnswer'
    this.code = code
    this.status = status
  }
}

/** Discord's word that it does not do it. `code` is its own number: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json */
export class Refused extends Error {
  readonly status: number
  readonly code: number | null
  readonly retryAfterMs: number | null
  /** Names of the complaints about a form, such as `BASE_TYPE_MAX_LENGTH`. */
  readonly complaints: readonly string[]

  constructor(status: number, code: number | null, retryAfterMs: number | null, complaints: readonly string[]) {
    super(`${status} (${code ?? 'no code'})`)
    this.name = 'Refused'
    this.status = status
    this.code = code
    this.retryAfterMs = retryAfterMs
    this.complaints = complaints
  }
}

/** The one translation of what goes wrong. Nothing of the original is passed on. */
export function toChannelError(call: string, error: unknown): ChannelError {
  if (error instanceof ChannelError) return error
  if (error instanceof Refused) return fromRefusal(call, error)
  const waitMs = ownLimit(error)
  if (waitMs !== null) {
    return new ChannelError(`Discord ${call}: the limit that Discord told us of is reached`, {
      kind: 'rate_limited',
      reason: 'rate_limited',
      retryAfterMs: waitMs,
    })
  }
  return fromSilence(call, noAnswer(error))
}

/** @param error what `fetch`, a stream or the library threw */
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
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|EGRESS_REFUSED|upload|not_started)$|CERT|^ERR_TLS|^ERR_SSL/

function fromSilence(call: string, error: NoAnswer): ChannelError {
  const what = error.status === null ? error.code : `${error.code}, status ${error.status}`
  return new ChannelError(`Discord ${call}: no answer (${what})`, {
    kind: 'retryable',
    reason: 'unreachable',
    maybeSent: !neverSent.test(error.code),
  })
}

/** The library counts what the answers' headers allow, and refuses to wait longer than we let it. */
function ownLimit(error: unknown): number | null {
  if (!(error instanceof Error) || !error.name.startsWith('RateLimitError')) return null
  return 'retryAfter' in error && typeof error.retryAfter === 'number' ? Math.ceil(error.retryAfter) : null
}

const reasonOfCode: ReadonlyMap<number, FailureReason> = new Map<number, FailureReason>([
  [10003, 'chat_not_found'], // unknown channel
  [10004, 'chat_not_found'], // unknown server
  [10008, 'rejected'], // unknown message
  [10013, 'chat_not_found'], // unknown user
  [10014, 'not_supported'], // unknown emoji
  [10062, 'expired'], // unknown interaction: more than 3 seconds, or 15 minutes
  [30010, 'rejected'], // too many reactions
  [40005, 'file_too_large'], // request entity too large
  [50001, 'no_permission'], // missing access
  [50007, 'blocked_by_contact'], // cannot send messages to this user
  [50013, 'no_permission'], // missing permissions
  [50278, 'blocked_by_contact'], // no server in common any more
  [90001, 'no_permission'], // reaction blocked
  [160005, 'no_permission'], // thread is locked
])

function fromRefusal(call: string, { status, code, retryAfterMs, complaints }: Refused): ChannelError {
  const message = `Discord ${call}: ${status} (${code ?? 'no code'})`
  if (status === 429) {
    return new ChannelError(message, { kind: 'rate_limited', reason: 'rate_limited', retryAfterMs: retryAfterMs ?? 1000 })
  }
  if (status === 401) return new ChannelError(message, { kind: 'permanent', reason: 'bad_credentials' })
  if (status >= 500) {
    // 502 and 504 come from the gate in front of the service, which does not know what became of the call.
    return new ChannelError(message, {
      kind: 'retryable',
      reason: 'unreachable',
      maybeSent: status !== 500 && status !== 503,
    })
  }
  // Without a code of Discord it is the page of a gate that turned us away.
  if (code === null && status === 403) return new ChannelError(message, { kind: 'retryable', reason: 'unreachable' })
  return new ChannelError(message, { kind: 'permanent', reason: reasonOf(status, code, complaints) })
}

function reasonOf(status: number, code: number | null, complaints: readonly string[]): FailureReason {
  const known = code === null ? undefined : reasonOfCode.get(code)
  if (known !== undefined) return known
  if (status === 413) return 'file_too_large'
  if (status === 403) return 'no_permission'
  if (status === 404) return 'chat_not_found'
  return complaints.includes('BASE_TYPE_MAX_LENGTH') || complaints.includes('BASE_TYPE_BAD_LENGTH') ? 'too_long' : 'rejected'
}
