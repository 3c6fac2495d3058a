/** The pause before the next try: grows from half a second to half a minute, with jitter, so that a restarted hub isn't met by all at once. */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(30_000, 500 * 2 ** Math.min(attempt, 10))
  return Math.round(ceiling / 2 + (ceiling / 2) * random)
}
