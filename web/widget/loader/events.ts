type Listener = (detail: unknown) => void

/** Named events for the page's scripts: CustomEvents `hubbub:<name>` on the document, with their `detail` given to the listener. */
export function createEvents() {
  const known: [name: unknown, listener: unknown, stop: () => void][] = []
  return {
    emit: (name: string, detail?: unknown): boolean => document.dispatchEvent(new CustomEvent(`hubbub:${name}`, { detail })),
    /** Returns the way to stop listening. */
    on: (name: unknown, listener: Listener, once = false): (() => void) => {
      const type = `hubbub:${name}`
      const handle = (event: Event): void => listener(event instanceof CustomEvent ? event.detail : null)
      const stop = (): void => document.removeEventListener(type, handle)
      document.addEventListener(type, handle, { once })
      known.push([name, listener, stop])
      return stop
    },
    /** Without a listener: all of this name. */
    off: (name: unknown, listener?: unknown): void => {
      for (const [of, to, stop] of known) if (of === name && (!listener || to === listener)) stop()
    },
  }
}

export type Events = ReturnType<typeof createEvents>
