import { setTimeout as pause } from 'node:timers/promises'
import { ChannelError } from '../../core/errors.ts'
import type { Clock } from '../../core/ports.ts'

/** A wait that is longer than this is left to the queue, since an attempt has a deadline. */
const longestWaitMs = 5000

/**
 * Spreads the messages of one sender over time; null: as fast as they come. Kept by this process: with several workers each has a share.
 * @throws ChannelError `rate_limited` when the wait would be long
 */
export type Pace = (signal: AbortSignal) => Promise<void> | null

export function createPace(clock: Clock, messagesPerSecond: number | null): Pace {
  if (messagesPerSecond === null) return () => null
  const stepMs = 1000 / messagesPerSecond
  let nextAt = 0
  return (signal) => {
    const now = clock.now().getTime()
    const waitMs = Math.max(0, nextAt - now)
    if (waitMs > longestWaitMs) {
      throw new ChannelError('WhatsApp: more messages than this sender may send in a second', {
        kind: 'rate_limited',
        reason: 'rate_limited',
        retryAfterMs: Math.ceil(waitMs),
      })
    }
    nextAt = Math.max(now, nextAt) + stepMs
    return waitMs === 0 ? null : pause(waitMs, undefined, { signal }).catch(() => undefined)
  }
}
