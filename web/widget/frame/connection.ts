import type { VisitorCommand, VisitorFrame } from '../../../core/api/widget.ts'
import { isFrame } from './guards.ts'
import { backoffMs } from './retry.ts'

const pingMs = 25_000
/** Nothing heard for this long (two pings and some): the connection is dead, whatever the browser thinks. */
const silenceMs = 60_000

export type Connection = Readonly<{
  open: () => void
  /** Until `open` is called again. */
  close: () => void
  /** Try now instead of after the pause. */
  hurry: () => void
  send: (command: Extract<VisitorCommand, { type: string }>) => void
}>

/** The visitor's stream, opened again for as long as it is wanted. The token travels in the first frame, never in the URL. */
export function createConnection(
  args: Readonly<{
    /** null: there is no session at the moment, so there is nothing to connect. */
    credentials: () => Readonly<{ token: string; after: number }> | null
    onFrame: (frame: VisitorFrame) => void
    /** The hub refused the token. */
    onRefused: () => void
    onConnected: (isConnected: boolean) => void
  }>,
): Connection {
  let socket: WebSocket | null = null
  let isWanted = false
  let attempt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let pinger: ReturnType<typeof setInterval> | undefined
  let heardAt = 0

  const drop = (): void => {
    clearTimeout(timer)
    clearInterval(pinger)
    const old = socket
    socket = null
    if (!old) return
    old.onopen = old.onmessage = old.onclose = null
    old.close()
  }

  const again = (): void => {
    drop()
    args.onConnected(false)
    if (isWanted) timer = setTimeout(connect, backoffMs(attempt++, Math.random()))
  }

  const connect = (): void => {
    const credentials = args.credentials()
    if (!isWanted || socket || !credentials) return
    clearTimeout(timer)
    const opened = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/v1/widget/stream`)
    socket = opened
    heardAt = Date.now()
    opened.onopen = () =>
      opened.send(JSON.stringify({ token: credentials.token, after: credentials.after } satisfies VisitorCommand))
    opened.onmessage = (event) => {
      heardAt = Date.now()
      const frame = parseFrame(event.data)
      if (!frame) return
      if (frame.type === 'hello') {
        attempt = 0
        args.onConnected(true)
      }
      args.onFrame(frame)
    }
    opened.onclose = (event) => {
      again()
      if (event.code === 4401) args.onRefused()
    }
    pinger = setInterval(() => {
      if (Date.now() - heardAt > silenceMs) again()
      else if (opened.readyState === WebSocket.OPEN) opened.send('{"type":"ping"}')
    }, pingMs)
  }

  return {
    open: () => {
      isWanted = true
      connect()
    },
    close: () => {
      isWanted = false
      drop()
      args.onConnected(false)
    },
    hurry: () => {
      if (!isWanted) return
      if (socket && Date.now() - heardAt > pingMs * 2) again()
      attempt = 0
      if (!socket) connect()
    },
    send: (command) => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(command))
    },
  }
}

function parseFrame(data: unknown): VisitorFrame | null {
  try {
    const value: unknown = JSON.parse(String(data))
    return isFrame(value) ? value : null
  } catch {
    return null
  }
}
