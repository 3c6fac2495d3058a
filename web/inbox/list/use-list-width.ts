import { useState } from 'react'
import { readStored, writeStored } from '../lib/storage.ts'

export const listWidths = { min: 280, max: 460, usual: 340 } as const
const storageKey = 'hubbub.list-width'

/** The width of the list, remembered in this browser. */
export function useListWidth(): readonly [number, (width: number) => void] {
  const [width, setWidth] = useState(() => clamp(Number(readStored(storageKey)) || listWidths.usual))
  const change = (next: number): void => {
    setWidth(clamp(next))
    writeStored(storageKey, String(clamp(next)))
  }
  return [width, change]
}

const clamp = (width: number): number => Math.round(Math.min(listWidths.max, Math.max(listWidths.min, width)))
