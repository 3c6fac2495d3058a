import { GrammyError, HttpError } from 'grammy'
import { ChannelError, type FailureReason } from '../../core/errors.ts'

/**
 * A call that got no usable answer. `code`: a network error's code, or `timeout`, `garbage`, `upload`. Made by the client from what
 * `fetch` threw, since that may hold the URL and so the token.
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

/**
 * The one translation of what grammY throws. Nothing of the original is passed on: `HttpError` holds the URL with the token, and
 * `GrammyError` the payload with the text.
 */
export function toChannelError(call: string, error: unknown): ChannelError {
  if (error instanceof ChannelError) return error
  if (error instanceof GrammyError) return fromAnswer(call, error)
  const cause = error instanceof HttpError ? error.error : error
  if (cause instanceof ChannelError) return cause
  return fromSilence(call, cause instanceof NoAnswer ? cause : noAnswer(cause))
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
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|EGRESS_REFUSED|upload|not_started)$|CERT|^ERR_TLS|^ERR_SSL/

function fromSilence(call: string, error: NoAnswer): ChannelError {
  const what = error.status === null ? error.code : `${error.code}, status ${error.status}`
  return new ChannelError(`Telegram ${call}: no answer (${what})`, {
    kind: 'retryable',
    reason: 'unreachable',
    maybeSent: !neverSent.test(error.code),
  })
}

/** Answers and their parameters: https://core.telegram.org/bots/api#making-requests and #responseparameters */
function fromAnswer(call: string, error: GrammyError): ChannelError {
  const status = error.error_code
  const message = `Telegram ${call}: ${status} ${speakable(error.description)}`
  if (status === 429) {
    return new ChannelError(message, {
      kind: 'rate_limited',
      reason: 'rate_limited',
      retryAfterMs: (error.parameters.retry_after ?? 1) * 1000,
    })
  }
  // A token of the wrong shape gets 404 rather than 401.
  if (status === 401 || status === 404) return new ChannelError(message, { kind: 'permanent', reason: 'bad_credentials' })
  // Another program polls with this token, or a webhook is set: https://core.telegram.org/bots/api#getupdates
  if (status === 409) return new ChannelError(message, { kind: 'retryable', reason: 'rejected' })
  if (status === 413) return new ChannelError(message, { kind: 'permanent', reason: 'file_too_large' })
  if (status === 400 || status === 403)
    return new ChannelError(message, { kind: 'permanent', reason: reasonOf(status, error.description) })
  // 500 and 503 are the Bot API's own word that it did nothing. 502 and 504 come from the gate in front of it, which does not know.
  return new ChannelError(message, { kind: 'retryable', reason: 'unreachable', maybeSent: status !== 500 && status !== 503 })
}

/** The Bot API tells its refusals apart by these words only; the order matters. */
const reasons: readonly (readonly [RegExp, FailureReason])[] = [
  [/bot was blocked by the user/i, 'blocked_by_contact'],
  [
    /user is deactivated|chat not found|peer_id_invalid|group chat was (upgraded|deactivated|deleted)|can't initiate conversation/i,
    'chat_not_found',
  ],
  [/too long/i, 'too_long'],
  [/too (big|large)/i, 'file_too_large'],
  [/reaction_/i, 'not_supported'],
  [
    /not enough rights|no rights|administrator rights|forbidden|voice_messages_forbidden|kicked|not a member|topic_closed/i,
    'no_permission',
  ],
  [/photo_invalid|image_process|wrong type|failed to get http url content/i, 'file_type'],
]

function reasonOf(status: 400 | 403, description: string): FailureReason {
  const known = reasons.find(([words]) => words.test(description))
  return known?.[1] ?? (status === 403 ? 'no_permission' : 'rejected')
}

/** The part of a description that can't hold a piece of the message, a number of a person, or (any long word) a token. */
function speakable(description: unknown): string {
  if (typeof description !== 'string') return 'no reason given'
  const [first = '', second = ''] = description.split(':')
  return `${first}:${second}`
    .replace(/["<].*$/s, '')
    .replace(/[\w-]{24,}/g, '…')
    .replace(/\d{5,}/g, '…')
    .slice(0, 120)
}
