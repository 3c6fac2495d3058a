import type { StreamCommand, StreamEvent, StreamFrame } from '../../../core/api/shapes.ts'
import { isRecord } from '../lib/is-record.ts'

export type StreamHandlers = Readonly<{
  onEvent: (event: StreamEvent) => void
  /** Too much was missed, or nothing is known of what was: everything shown has to be asked for again. */
  onReload: () => void
  /** The first hello: what was asked for before it may be older than where the stream begins. */
  onFirst: () => void
  onUp: () => void
  onDown: () => void
  /** The hub ended the socket because the session is over. */
  onSignedOut: () => void
}>

export type Stream = Readonly<{ send: (command: StreamCommand) => void; close: () => void }>

const pingEveryMs = 20_000
/** Nothing at all heard for this long: the line is cut though nobody said so. Two pings and some patience. */
const silenceMs = 50_000
const longestPauseMs = 20_000
/** The hub's close code for a session that ended. */
const signedOutCode = 4401

/** One socket that stays: it comes back with a growing, jittered pause and resumes after the last position it saw. */
export function openStream(url: string, handlers: StreamHandlers): Stream {
  let socket: WebSocket | null = null
  let position: number | null = null
  let attempt = 0
  let heardAt = 0
  let isClosed = false
  let retry: ReturnType<typeof setTimeout> | undefined

  const connect = (): void => {
    clearTimeout(retry)
    if (isClosed) return
    const current = new WebSocket(position === null ? url : `${url}?after=${position}`)
    socket = current
    heardAt = Date.now()
    current.onmessage = (message) => {
      if (socket !== current) return
      heardAt = Date.now()
      const frame = parseFrame(message.data)
      if (frame !== null) receive(frame)
    }
    current.onclose = (event) => {
      if (socket !== current) return
      socket = null
      if (event.code === signedOutCode) {
        isClosed = true
        handlers.onSignedOut()
        return
      }
      handlers.onDown()
      retry = setTimeout(connect, pauseMs(attempt, Math.random()))
      attempt += 1
    }
  }

  const receive = (frame: StreamFrame): void => {
    if (frame.type === 'reload') {
      // A hub that was set back begins lower; the hello that follows says where.
      position = 0
      handlers.onReload()
      return
    }
    if (frame.type === 'hello') {
      attempt = 0
      const isFirst = position === null
      position = Math.max(position ?? 0, frame.position)
      handlers.onUp()
      if (isFirst) handlers.onFirst()
      return
    }
    if (!('at' in frame)) return
    if (frame.position !== null) {
      if (position !== null && frame.position <= position) return
      position = frame.position
    }
    handlers.onEvent(frame)
  }

  const reconnectNow = (): void => {
    if (socket === null && !isClosed) connect()
  }
  const onVisible = (): void => {
    if (document.visibilityState === 'visible') reconnectNow()
  }
  const heartbeat = setInterval(() => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: 'ping' } satisfies StreamCommand))
    if (socket !== null && Date.now() - heardAt > silenceMs) socket.close()
  }, pingEveryMs)
  addEventListener('online', reconnectNow)
  document.addEventListener('visibilitychange', onVisible)
  connect()

  return {
    send: (command) => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(command))
    },
    close: () => {
      isClosed = true
      clearTimeout(retry)
      clearInterval(heartbeat)
      removeEventListener('online', reconnectNow)
      document.removeEventListener('visibilitychange', onVisible)
      socket?.close()
      socket = null
    },
  }
}

/** Full jitter between a tenth and all of a pause that doubles from half a second to 20 s. `random` is in [0, 1). */
export function pauseMs(attempt: number, random: number): number {
  const ceiling = Math.min(longestPauseMs, 500 * 2 ** attempt)
  return Math.round(ceiling * (0.1 + 0.9 * random))
}

/** The hub made the frame from the schema that the type is read off; only that it is a frame at all is looked at here. */
function parseFrame(data: unknown): StreamFrame | null {
  if (typeof data !== 'string') return null
  const frame: unknown = JSON.parse(data)
  return isRecord(frame) && typeof frame['type'] === 'string' ? (frame as StreamFrame) : null
}
