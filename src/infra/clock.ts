import type { Clock } from '../../core/ports.ts'

/**
 * The database's clock, so that all processes agree: this machine's, corrected by the difference that `measure` found (and tests may add to).
 */
export function createClock(args: {
  readonly offsetMs: number
  readonly measure: () => Promise<Date>
}): Clock & { readonly sync: () => Promise<void> } {
  let differenceMs = 0
  return {
    now: () => new Date(Date.now() + differenceMs + args.offsetMs),
    sync: async () => {
      const before = Date.now()
      const theirs = await args.measure()
      const middle = (before + Date.now()) / 2
      // Under a quarter of a second it is the measurement, not the clock.
      const difference = theirs.getTime() - middle
      differenceMs = Math.abs(difference) < 250 ? 0 : Math.round(difference)
    },
  }
}
