import { currentLocale } from './t.ts'

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** "340 kB", "1.2 MB": decimal units, as browsers and phones count. */
export function bytesText(bytes: number): string {
  const step = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** step
  return new Intl.NumberFormat(currentLocale(), {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
  }).format(value)
}
