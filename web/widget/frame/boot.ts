import type { FrameBoot } from '../../../core/api/widget.ts'

/** What the server wrote into the document. @throws Error when the document is not the server's. */
export function readBoot(): FrameBoot {
  const value: unknown = JSON.parse(document.querySelector<HTMLMetaElement>('meta[name=hubbub]')?.content ?? 'null')
  if (!isBoot(value)) throw new Error('Hubbub: this document has no boot data')
  return value
}

function isBoot(value: unknown): value is FrameBoot {
  return (
    typeof value === 'object' &&
    value !== null &&
    'publicId' in value &&
    typeof value.publicId === 'string' &&
    'ticket' in value &&
    typeof value.ticket === 'string' &&
    'parentOrigin' in value &&
    typeof value.parentOrigin === 'string'
  )
}

const reloadedKey = 'hubbub:reloaded'

/**
 * Loads the document again for a fresh ticket. False when that was done less than a minute ago: it would not help.
 */
export function reloadForTicket(): boolean {
  try {
    if (Date.now() - Number(sessionStorage.getItem(reloadedKey) ?? 0) < 60_000) return false
    sessionStorage.setItem(reloadedKey, String(Date.now()))
  } catch {
    // Without a place to note it, it could go on for ever.
    return false
  }
  location.reload()
  return true
}
