/** The hub said no (`code` is one of its own), or could not be reached (`network`), or answered with something that is not its own (`unknown`). */
export class ApiError extends Error {
  readonly code: string
  /** 0 when there was no answer. */
  readonly status: number
  readonly details: unknown
  readonly requestId: string | null
  readonly retryAfterMs: number | null

  constructor(
    message: string,
    facts: {
      readonly code: string
      readonly status: number
      readonly details?: unknown
      readonly requestId?: string | null
      readonly retryAfterMs?: number | null
      readonly cause?: unknown
    },
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.name = 'ApiError'
    this.code = facts.code
    this.status = facts.status
    this.details = facts.details
    this.requestId = facts.requestId ?? null
    this.retryAfterMs = facts.retryAfterMs ?? null
  }
}

export const hasCode = (error: unknown, code: string): error is ApiError => error instanceof ApiError && error.code === code
