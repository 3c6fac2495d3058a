/** Why a message could not be delivered, in words a screen can translate. Stored on the message. */
export const failureReasons = [
  'blocked_by_contact',
  'chat_not_found',
  'no_permission',
  'bad_credentials',
  'too_long',
  'file_too_large',
  'file_type',
  'window_closed',
  'opted_out',
  'rejected',
  'rate_limited',
  'unreachable',
  'expired',
  'not_supported',
] as const
export type FailureReason = (typeof failureReasons)[number]

/**
 * A platform said no, or did not answer. Thrown by adapters only.
 * `retryable`: the same call may succeed later. `rate_limited`: the whole channel waits `retryAfterMs`.
 * `permanent`: never try again. `maybeSent`: the call may have had its effect (no answer after sending).
 * The message never holds a token, a text, a phone number or an URL.
 */
export class ChannelError extends Error {
  readonly kind: 'retryable' | 'rate_limited' | 'permanent'
  readonly reason: FailureReason
  readonly retryAfterMs: number | null
  readonly maybeSent: boolean

  constructor(
    message: string,
    details: {
      kind: 'retryable' | 'rate_limited' | 'permanent'
      reason: FailureReason
      retryAfterMs?: number | null
      maybeSent?: boolean
      cause?: unknown
    },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'ChannelError'
    this.kind = details.kind
    this.reason = details.reason
    this.retryAfterMs = details.retryAfterMs ?? null
    this.maybeSent = details.maybeSent ?? false
  }
}

export const hubErrorCodes = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'consent_required',
  'too_large',
  'not_supported',
  'window_closed',
  'rate_limited',
  'unavailable',
] as const
export type HubErrorCode = (typeof hubErrorCodes)[number]

/** HTTP status of each code; the one place where they are written. */
export const statusOfCode: Readonly<Record<HubErrorCode, 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 503>> = {
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
}

/** The request can't be served, and the caller can know why. Anything else that is thrown is a bug. */
export class HubError extends Error {
  readonly code: HubErrorCode
  readonly details: unknown
  readonly retryAfterMs: number | null

  constructor(code: HubErrorCode, message: string, options: { details?: unknown; retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'HubError'
    this.code = code
    this.details = options.details
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}
