/** What this browser keeps of a widget. `token` proves who the visitor is: it leaves this storage in request bodies and headers only. */
export type Keys = 'token' | 'read' | 'muted' | 'draft' | 'outbox' | 'declined'

export type Storage = Readonly<{
  get: (key: Keys) => string | null
  set: (key: Keys, value: string | null) => void
}>

/** The frame's localStorage, or memory where the browser blocks it (third-party storage, private windows): the chat works until the page goes. */
export function createStorage(publicId: string): Storage {
  const memory = new Map<string, string>()
  const area = openArea()
  const nameOf = (key: Keys): string => `hubbub:${publicId}:${key}`
  return {
    get: (key) => memory.get(key) ?? area?.getItem(nameOf(key)) ?? null,
    set: (key, value) => {
      try {
        if (value === null) area?.removeItem(nameOf(key))
        else area?.setItem(nameOf(key), value)
        if (area) return
      } catch {
        // Full: memory takes it, so that at least this page goes on.
      }
      if (value === null) memory.delete(key)
      else memory.set(key, value)
    },
  }
}

function openArea(): globalThis.Storage | null {
  try {
    const probe = 'hubbub:probe'
    localStorage.setItem(probe, '1')
    localStorage.removeItem(probe)
    return localStorage
  } catch {
    return null
  }
}
