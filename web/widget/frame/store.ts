import { useEffect, useState } from 'preact/hooks'

export type Store<T> = Readonly<{
  get: () => T
  set: (change: Partial<T>) => void
  subscribe: (listener: () => void) => () => void
}>

export function createStore<T extends object>(first: T): Store<T> {
  let value = first
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set: (change) => {
      value = { ...value, ...change }
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The store's value, drawn again at each change. */
export function useStore<T extends object>(store: Store<T>): T {
  const [value, setValue] = useState(store.get)
  useEffect(() => {
    const take = (): void => setValue(store.get)
    take()
    return store.subscribe(take)
  }, [store])
  return value
}
