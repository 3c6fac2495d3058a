import { useState } from 'react'

export type DraftForm<T> = Readonly<{
  value: T
  isDirty: boolean
  change: (part: Partial<T>) => void
  /** Back to what is stored. */
  reset: () => void
}>

/** Unsaved changes over what the hub has stored. Nothing is copied until something is changed. */
export function useDraft<T extends object>(stored: T): DraftForm<T> {
  const [changes, setChanges] = useState<Partial<T>>({})
  const value = { ...stored, ...changes }
  return {
    value,
    isDirty: JSON.stringify(value) !== JSON.stringify(stored),
    change: (part) => setChanges((current) => ({ ...current, ...part })),
    reset: () => setChanges({}),
  }
}
