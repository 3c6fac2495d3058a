import { ChannelError } from '../../core/errors.ts'

/** More that wait than this are not held in memory: the run begins again and Discord repeats them. */
const longest = 5_000

export type Lane<T> = Readonly<{
  push: (item: T) => void
  /** Ends it after what is being worked on; what waits is dropped, since it comes again. */
  fail: (error: ChannelError) => void
  close: () => void
  /** Ends when it is closed or the signal aborts. @throws what it failed with */
  packets: AsyncGenerator<T>
}>

/** What is pushed from outside, taken one by one. */
export function createLane<T>(signal: AbortSignal): Lane<T> {
  const waiting: T[] = []
  let ended = signal.aborted
  let failure: ChannelError | null = null
  let wake: () => void = () => undefined
  const end = () => {
    ended = true
    wake()
  }
  signal.addEventListener('abort', end, { once: true })

  const fail = (error: ChannelError) => {
    failure ??= error
    end()
  }

  async function* take(): AsyncGenerator<T> {
    try {
      for (;;) {
        if (failure !== null && !signal.aborted) throw failure
        if (ended) return
        const item = waiting.shift()
        if (item !== undefined) yield item
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    } finally {
      signal.removeEventListener('abort', end)
    }
  }

  return {
    push: (item) => {
      if (ended) return
      waiting.push(item)
      if (waiting.length > longest)
        fail(new ChannelError('Discord gateway: more comes in than is taken', { kind: 'retryable', reason: 'unreachable' }))
      wake()
    },
    fail,
    close: end,
    packets: take(),
  }
}
