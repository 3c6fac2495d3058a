/** localStorage that may be full, blocked or absent: then nothing is remembered, and nothing breaks. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

export function writeStored(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    // Private mode or quota: the page works on without memory.
  }
}

/** What was stored as JSON, or null when there is none or it can't be read. */
export function readStoredJson(key: string): unknown {
  const stored = readStored(key)
  if (stored === null) return null
  try {
    return JSON.parse(stored)
  } catch {
    return null
  }
}
