import { useSyncExternalStore } from 'react'

/** How far the hub's clock is ahead of this browser's. */
let aheadMs = 0

export function setServerNow(at: string): void {
  aheadMs = Date.parse(at) - Date.now()
}

/** Now, by the hub's clock. */
export const serverNow = (): number => Date.now() + aheadMs

const stepMs = 20_000
const rounded = (): number => Math.floor(serverNow() / stepMs) * stepMs

function subscribe(onChange: () => void): () => void {
  const timer = setInterval(onChange, stepMs)
  return () => clearInterval(timer)
}

/** The hub's time in steps of 20 seconds, so that "3 min ago" stays true on a page that nobody touches. */
export const useNow = (): number => useSyncExternalStore(subscribe, rounded)
