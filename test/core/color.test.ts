import { expect, test } from 'vitest'
import { contrast, defaultColor, foreOn, readableOn, safeColor } from '../../core/api/color.ts'

test.each([
  ['black on white', '#000000', '#ffffff', 21],
  ['the same', '#123456', '#123456', 1],
  ['our own on white', defaultColor, '#ffffff', 6.4],
])('contrast of %s', (_name, a, b, wanted) => {
  expect(contrast(a, b)).toBeCloseTo(wanted, 1)
  expect(contrast(b, a)).toBeCloseTo(wanted, 1)
})

const colors = Array.from({ length: 512 }, (_, index) => {
  const part = (shift: number): string => (((index >> shift) & 7) * 36).toString(16).padStart(2, '0')
  return `#${part(6)}${part(3)}${part(0)}`
})

test('what stands on any colour is readable', () => {
  for (const color of colors) expect(contrast(foreOn(color), color)).toBeGreaterThanOrEqual(4.5)
})

test('as a word on light and dark, any colour is readable', () => {
  for (const surface of ['#f1efea', '#242726'])
    for (const color of colors) expect(contrast(readableOn(surface, color), surface)).toBeGreaterThanOrEqual(4.5)
})

test('a colour that reads is left as it is', () => {
  expect(readableOn('#ffffff', defaultColor)).toBe(defaultColor)
})

test.each([['red'], ['#fff'], ['#0e6a64;}'], [null], [7]])('%s is no colour', (given) => {
  expect(safeColor(given)).toBe(defaultColor)
})
