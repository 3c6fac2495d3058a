export const browserTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** All that the browser knows, the browser's own among them even where it is missing from the list (as UTC is). */
export function timeZones(): readonly string[] {
  const known = Intl.supportedValuesOf('timeZone')
  const own = browserTimeZone()
  return [...new Set(['UTC', own, ...known])].sort((a, b) => a.localeCompare(b))
}
