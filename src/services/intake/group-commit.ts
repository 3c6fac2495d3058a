/**
 * Commits what arrives together in one go: at once when nothing is under way, else when the batch is full or a flush ends. So a lone request
 * waits for nobody, and under load a commit is shared. At most two flushes are in flight.
 */
export function groupCommit<T>(options: {
  readonly maxItems: number
  readonly maxInFlight: number
  readonly flush: (items: readonly T[]) => Promise<readonly (Error | null)[]>
}) {
  type Waiting = { readonly item: T; readonly resolve: () => void; readonly reject: (error: unknown) => void }
  let waiting: Waiting[] = []
  let inFlight = 0
  let scheduled = false
  let idle: (() => void)[] = []

  function schedule(): void {
    if (scheduled || inFlight >= options.maxInFlight || waiting.length === 0) return
    scheduled = true
    // One turn of the event loop: requests that arrived in the same read are in.
    setImmediate(() => {
      scheduled = false
      while (inFlight < options.maxInFlight && waiting.length > 0 && (inFlight === 0 || waiting.length >= options.maxItems))
        void flushSome()
    })
  }

  async function flushSome(): Promise<void> {
    const batch = waiting.slice(0, options.maxItems)
    waiting = waiting.slice(options.maxItems)
    inFlight += 1
    try {
      const outcomes = await options.flush(batch.map((entry) => entry.item))
      batch.forEach((entry, index) => {
        const outcome = outcomes[index]
        if (outcome) entry.reject(outcome)
        else entry.resolve()
      })
    } catch (error) {
      for (const entry of batch) entry.reject(error)
    } finally {
      inFlight -= 1
      if (waiting.length > 0) schedule()
      else if (inFlight === 0) {
        for (const resolve of idle) resolve()
        idle = []
      }
    }
  }

  return {
    add: (item: T): Promise<void> =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject })
        schedule()
      }),
    size: (): number => waiting.length,
    /** Resolves when all that was added is settled. */
    drain: (): Promise<void> =>
      waiting.length === 0 && inFlight === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            idle.push(resolve)
          }),
  }
}
