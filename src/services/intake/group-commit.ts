/** What a burst may wait for the rest of it. */
const gatherMs = 2

/**
 * Commits what arrives together in one go, one commit at a time. A lone request waits for nobody; under load half as many as came lately are gathered,
 * for 2 ms at most.
 */
export function groupCommit<T>(options: {
  readonly maxItems: number
  readonly flush: (items: readonly T[]) => Promise<readonly (Error | null)[]>
}) {
  type Waiting = { readonly item: T; readonly resolve: () => void; readonly reject: (error: unknown) => void }
  let waiting: Waiting[] = []
  let isFlushing = false
  /** How many are about at once, lately. */
  let crowd = 1
  let isScheduled = false
  let timer: NodeJS.Timeout | null = null
  let idle: (() => void)[] = []

  const half = (): number => Math.min(options.maxItems, Math.max(1, Math.ceil(crowd / 2)))

  function schedule(): void {
    if (isFlushing || waiting.length === 0) return
    if (waiting.length >= half()) {
      // One turn of the event loop: requests that arrived in the same read are in.
      if (!isScheduled) setImmediate(start)
      isScheduled = true
    } else timer ??= setTimeout(start, gatherMs)
  }

  function start(): void {
    isScheduled = false
    if (timer) clearTimeout(timer)
    timer = null
    if (isFlushing || waiting.length === 0) return
    crowd = waiting.length > crowd ? waiting.length : crowd * 0.9 + waiting.length * 0.1
    void flushSome()
  }

  async function flushSome(): Promise<void> {
    const batch = waiting.slice(0, options.maxItems)
    waiting = waiting.slice(options.maxItems)
    isFlushing = true
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
      isFlushing = false
      if (waiting.length > 0) schedule()
      else {
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
      waiting.length === 0 && !isFlushing
        ? Promise.resolve()
        : new Promise((resolve) => {
            idle.push(resolve)
          }),
  }
}
