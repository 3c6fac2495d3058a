/** Seconds as a person writes them: an amount and a unit. */
export const durationUnits = ['minutes', 'hours', 'days'] as const
export type DurationUnit = (typeof durationUnits)[number]
export type Duration = Readonly<{ amount: number; unit: DurationUnit }>

export const secondsPerUnit: Readonly<Record<DurationUnit, number>> = { minutes: 60, hours: 3600, days: 86_400 }

/** The largest unit that divides the seconds evenly; 0 is 0 days. */
export function toDuration(seconds: number): Duration {
  const unit = [...durationUnits].reverse().find((candidate) => seconds % secondsPerUnit[candidate] === 0) ?? 'minutes'
  return { amount: Math.round(seconds / secondsPerUnit[unit]), unit }
}

export const toSeconds = (duration: Duration): number => Math.round(duration.amount * secondsPerUnit[duration.unit])
