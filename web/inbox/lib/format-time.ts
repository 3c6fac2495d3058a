import { currentLocale, t } from './t.ts'

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000

const formats = new Map<string, Intl.DateTimeFormat>()
function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${currentLocale()} ${name}`
  const known = formats.get(key) ?? new Intl.DateTimeFormat(currentLocale(), options)
  formats.set(key, known)
  return known
}

export const clockTime = (at: string | number): string =>
  format('time', { hour: '2-digit', minute: '2-digit' }).format(new Date(at))
export const fullTime = (at: string | number): string =>
  format('full', { dateStyle: 'full', timeStyle: 'short' }).format(new Date(at))

/** Day and time; the year only where it is another one. */
export function shortDateTime(at: string | number): string {
  const date = new Date(at)
  const year = date.getFullYear() === new Date().getFullYear() ? {} : { year: 'numeric' as const }
  const name = `short ${'year' in year}`
  return format(name, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', ...year }).format(date)
}

const dayNumber = (at: number): number => {
  const date = new Date(at)
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / dayMs)
}

/** In a list: "now", "5 min", the time of today, the weekday of this week, else the date. */
export function listTime(at: string, now: number): string {
  const then = Date.parse(at)
  const age = now - then
  if (age < minuteMs) return t('time.now')
  if (age < hourMs) return t('time.minutesShort', { count: Math.floor(age / minuteMs) })
  const days = dayNumber(now) - dayNumber(then)
  if (days === 0) return clockTime(at)
  if (days < 7) return format('weekday', { weekday: 'short' }).format(then)
  const sameYear = new Date(then).getFullYear() === new Date(now).getFullYear()
  return format(sameYear ? 'day' : 'date', sameYear ? { day: 'numeric', month: 'short' } : { dateStyle: 'short' }).format(then)
}

/** Between days of a thread. */
export function dayLabel(at: string, now: number): string {
  const then = Date.parse(at)
  const days = dayNumber(now) - dayNumber(then)
  if (days === 0) return t('time.today')
  if (days === 1) return t('time.yesterday')
  return format('separator', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(then)
}

export const isSameDay = (a: string, b: string): boolean => dayNumber(Date.parse(a)) === dayNumber(Date.parse(b))

/** "3 minutes", "2 hours", "5 days": the largest unit that fits, at least one minute. */
export function lastingText(ms: number): string {
  if (ms < hourMs) return t('time.minutes', { count: Math.max(1, Math.floor(ms / minuteMs)) })
  if (ms < dayMs) return t('time.hours', { count: Math.floor(ms / hourMs) })
  return t('time.days', { count: Math.floor(ms / dayMs) })
}

export function agoText(at: string | null, now: number): string {
  if (at === null) return t('time.never')
  const age = now - Date.parse(at)
  return age < minuteMs ? t('time.justNow') : t('time.ago', { time: lastingText(age) })
}
