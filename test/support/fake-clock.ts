import type { Clock } from '../../core/ports.ts'

/** Stands still until a test moves it. */
export type FakeClock = Clock & Readonly<{ set: (at: Date | string) => void; advance: (step: Step) => void }>
export type Step = Readonly<{ days?: number; hours?: number; minutes?: number; seconds?: number; ms?: number }>

export function fakeClock(at: Date = new Date()): FakeClock {
  let now = at.getTime()
  return {
    now: () => new Date(now),
    set: (moment) => {
      now = new Date(moment).getTime()
    },
    advance: ({ days = 0, hours = 0, minutes = 0, seconds = 0, ms = 0 }) => {
      now += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + ms
    },
  }
}
