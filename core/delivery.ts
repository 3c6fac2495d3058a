import type { DeliveryStatus } from './dialogue.ts'
import type { ChannelError } from './errors.ts'

export const maxAttempts = 12
export const maxAgeMs = 24 * 3_600_000

/** Full jitter from one second to five minutes. `random` is in [0, 1). */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(300_000, 1000 * 2 ** attempt)
  return Math.max(1000, Math.round(ceiling * random))
}

export type AfterFailure =
  | Readonly<{ status: 'queued'; retryInMs: number; channelPauseMs: number | null }>
  | Readonly<{ status: 'failed' }>
  | Readonly<{ status: 'in_doubt' }>

/**
 * What becomes of a message whose attempt ended in an error. A person's message that may have been sent is never sent again by itself;
 * an automatic text is, since twice is harmless, and so is one on a channel where sending again has no second effect.
 */
export function afterFailure(args: {
  readonly error: Pick<ChannelError, 'kind' | 'retryAfterMs' | 'maybeSent'>
  readonly attempt: number
  readonly ageMs: number
  readonly repeatable: boolean
  readonly random: number
}): AfterFailure {
  const { error } = args
  if (error.kind === 'permanent') return { status: 'failed' }
  if (error.maybeSent && !args.repeatable) return { status: 'in_doubt' }
  if (args.attempt >= maxAttempts || args.ageMs > maxAgeMs) return { status: 'failed' }
  if (error.kind === 'rate_limited') {
    const pause = error.retryAfterMs ?? 1000
    return { status: 'queued', retryInMs: pause, channelPauseMs: pause }
  }
  return { status: 'queued', retryInMs: error.retryAfterMs ?? backoffMs(args.attempt, args.random), channelPauseMs: null }
}

const rank: Readonly<Record<DeliveryStatus, number>> = {
  cancelled: 0,
  queued: 0,
  sending: 1,
  in_doubt: 1,
  failed: 2,
  sent: 3,
  delivered: 4,
  read: 5,
}

/** Receipts arrive in any order and never lower a status; a failure after `delivered` is noise. */
export function raiseStatus(current: DeliveryStatus, told: 'sent' | 'delivered' | 'read' | 'failed'): DeliveryStatus {
  if (told === 'failed') return current === 'delivered' || current === 'read' ? current : 'failed'
  return rank[told] > rank[current] ? told : current
}
