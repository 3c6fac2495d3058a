/** What a burst may wait for the rest of it. */
const gatherMs = 2

/**
 * Commits what arrives together in one go. A lone request waits for nobody. Under load as many as came lately are gathered, for 2 ms at most, and
 * committed together.
 */
export function groupCommit<T>(options: {
  readonly maxItems: number
  readonly maxInFlight: number
  readonly flush: (items: readonly T[]) => Promise<readonly (Error | null)[]>
}) {
  type Waiting = { readonly item: T; readonly resolve: () => void; readonly reject: (error: unknown) => void }
  let waiting: Waiting[] = []
  let inFlight = 0
  let itemsInFlight = 0
  /** How many are about at once, lately. */
  let crowd = 1
  let isScheduled = false
  let timer: NodeJS.Timeout | null = null
  let idle: (() => void)[] = []

  const half = (): number => Math.min(options.maxItems, Math.max(1, Math.ceil(crowd / 2)))

  function schedule(): void {
    if (inFlight >= options.maxInFlight || waiting.length === 0) return
    if (waiting.length >= half()) {
      // One turn of the event loop: requests that arrived in the same read are in.
      if (!isScheduled) setImmediate(start)
      isScheduled = true
    } else if (inFlight === 0) timer ??= setTimeout(start, gatherMs)
  }

  function start(): void {
    isScheduled = false
    if (timer) clearTimeout(timer)
    timer = null
    if (inFlight >= options.maxInFlight || waiting.length === 0) return
    if (inFlight > 0 && waiting.length < half()) return
    const now = itemsInFlight + waiting.length
    crowd = now > crowd ? now : crowd * 0.9 + now * 0.1
    void flushSome()
    schedule()
  }

  async function flushSome(): Promise<void> {
    const batch = waiting.slice(0, options.maxItems)
    waiting = waiting.slice(options.maxItems)
    inFlight += 1
    itemsInFlight += batch.length
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
      itemsInFlight -= batch.length
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
