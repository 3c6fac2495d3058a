/** The rules for a widget's colour, the same on the server and in the browser. Colours are `#rrggbb`. */

/** Relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const part = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

/** Contrast of two colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

/** White or black, whichever reads better on the colour: at least 4.5 on any, which no softer black gives. */
export const foreOn = (color: string): string =>
  contrast(color, '#ffffff') >= contrast(color, '#000000') ? '#ffffff' : '#000000'

/** The colour itself where it reads on the surface (4.5), else the nearest mix of it with the surface's own ink that does. */
export function readableOn(surface: string, color: string): string {
  const ink = foreOn(surface)
  for (let share = 0; share < 1; share += 0.1) {
    const mixed = mix(color, ink, share)
    if (contrast(mixed, surface) >= 4.5) return mixed
  }
  return ink
}

function mix(a: string, b: string, share: number): string {
  const part = (at: number): string => {
    const [from, to] = [a, b].map((hex) => Number.parseInt(hex.slice(at, at + 2), 16))
    return Math.round((from ?? 0) + ((to ?? 0) - (from ?? 0)) * share)
      .toString(16)
      .padStart(2, '0')
  }
  return `#${part(1)}${part(3)}${part(5)}`
}

export const defaultColor = '#0e6a64'

/** The colour as given, or ours where it is not one. */
export const safeColor = (color: unknown): string =>
  typeof color === 'string' && /^#[0-9a-f]{6}$/i.test(color) ? color : defaultColor
