/** What a page may set for itself. All else (access, sites, consent) is the hub's, and is not read from the page. */
export type Options = {
  locale: string
  /** `light`, `dark`; anything else is the device's choice. */
  theme: string
  side: string
  /** Pixels from the side and from the bottom. */
  offset: readonly [number, number]
  zIndex: number
  /** A visible word beside the icon. */
  label: string
  hideLauncher: boolean
  /** A selector: pressing what it matches opens and closes the chat. */
  customLauncher: string
  /** A text for the composer, not sent by itself. */
  prefill: string
}

export type Given = Readonly<Record<string, unknown>> | null | undefined

/** Takes over those of `given` that are known and well-formed; the rest of `given` is ignored. */
export function applyOptions(options: Options, given: Given): void {
  if (!given) return
  for (const key of ['locale', 'theme', 'label', 'customLauncher', 'prefill'] as const) {
    const value = given[key]
    if (typeof value === 'string') options[key] = value
  }
  const { hideLauncher, zIndex, offset, position, side = position } = given
  if (side === 'left' || side === 'right') options.side = side
  if (hideLauncher !== undefined) options.hideLauncher = `${hideLauncher}` !== 'false'
  if (Number(zIndex) > 0) options.zIndex = Number(zIndex)
  // A number, 'x,y' or [x, y]; one number counts for both.
  const [x = -1, y = x] = `${offset}`.split(',').map(Number)
  if (x >= 0 && y >= 0) options.offset = [x, y]
}
