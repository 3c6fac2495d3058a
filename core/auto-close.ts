import { tz } from '@date-fns/tz'
import { addMonths } from 'date-fns'
import type { AutoCloseSettings } from './settings.ts'

/**
 * One calendar month later in the account's time zone: 31 January → 28 or 29 February at the same time of day, whatever the clocks did meanwhile.
 */
export function oneMonthAfter(at: Date, timeZone: string): Date {
  return new Date(addMonths(at, 1, { in: tz(timeZone) }).getTime())
}

export type AutoCloseState = Readonly<{
  assigneeId: string | null
  openedAt: Date
  becameUnassignedAt: Date | null
  lastCustomerAt: Date | null
  lastMessageAt: Date
  /** Since when the customer waits for an answer; null when the last word was ours. */
  waitingSince: Date | null
}>

/**
 * When this open dialogue closes by itself; null: never. An assigned one closes after the idle time since the last message of either side;
 * an unassigned one a calendar month after the latest of opened, became unassigned, last customer message, waiting or not.
 */
export function autoCloseAt(
  state: AutoCloseState,
  settings: Pick<AutoCloseSettings, 'idleSeconds' | 'keepWhileCustomerWaits'>,
  monthAfter: (at: Date) => Date,
): Date | null {
  if (state.assigneeId === null) {
    const anchors = [state.openedAt, state.becameUnassignedAt, state.lastCustomerAt].filter((at) => at !== null)
    return monthAfter(new Date(Math.max(...anchors.map((at) => at.getTime()))))
  }
  if (settings.idleSeconds === null) return null
  if (settings.keepWhileCustomerWaits && state.waitingSince !== null) return null
  return new Date(state.lastMessageAt.getTime() + settings.idleSeconds * 1000)
}
