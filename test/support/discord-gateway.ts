import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'

/**
 * The gateway of the stand-in: https://discord.com/developers/docs/events/gateway. Sessions outlive their connections, number what is sent
 * and repeat it on RESUME; one connection each.
 */
export type GatewayStandIn = Readonly<{
  /** Sends to the session that is there, or keeps for its RESUME. Without a session it is lost, as at Discord. */
  dispatch: (t: string, d: object) => void
  /** Cuts connections without a farewell. */
  cut: () => void
  /** Closes with this code. */
  close: (code: number) => void
  /** op 7. */
  askToReconnect: () => void
  /** op 9. `false`: the session is over. */
  invalidate: (resumable: boolean) => void
  /** Sessions are forgotten: a RESUME is answered with op 9 false. */
  forgetSessions: () => void
  /** From now on heartbeats are not acknowledged (a zombie connection), until `false`. */
  ignoreHeartbeats: (ignored: boolean) => void
  /** Refuses new connections at the door, until `false`. */
  refuse: (refused: boolean) => void
  /** These intents are turned off: an IDENTIFY with one of them is closed with 4014. */
  disallow: (intents: number) => void
  /** What it was asked, oldest first: `connect`, `identify`, `resume`, `heartbeat`. */
  readonly log: readonly string[]
  connections: () => number
  sessions: () => number
  shutdown: () => Promise<void>
}>

type Session = {
  id: string
  seq: number
  sent: { s: number; t: string; d: object }[]
  socket: WebSocket | null
}
type Payload = { op: number; d?: Record<string, unknown> | number | boolean | null }

export function attachGateway(
  server: Server,
  options: Readonly<{ token: () => string; user: object; applicationId: string; heartbeatMs: number; url: () => string }>,
): GatewayStandIn {
  const sockets = new WebSocketServer({ noServer: true })
  const sessions = new Map<string, Session>()
  const log: string[] = []
  let ignored = false
  let refused = false
  let disallowed = 0

  server.on('upgrade', (req, socket, head) => {
    if (!req.url?.startsWith('/gateway') || refused) socket.destroy()
    else sockets.handleUpgrade(req, socket, head, (ws) => greet(ws))
  })

  function greet(ws: WebSocket): void {
    log.push('connect')
    ws.on('error', () => undefined)
    ws.on('close', (code) => {
      for (const session of sessions.values()) {
        if (session.socket !== ws) continue
        session.socket = null
        // A farewell with 1000 or 1001 ends the session: https://discord.com/developers/docs/events/gateway#initiating-a-disconnect
        if (code === 1000 || code === 1001) sessions.delete(session.id)
      }
    })
    ws.on('message', (data) => answer(ws, JSON.parse(String(data)) as Payload))
    write(ws, { op: 10, d: { heartbeat_interval: options.heartbeatMs } })
  }

  function answer(ws: WebSocket, payload: Payload): void {
    if (payload.op === 1) {
      log.push('heartbeat')
      if (!ignored) write(ws, { op: 11 })
    }
    const d = typeof payload.d === 'object' && payload.d !== null ? payload.d : {}
    if (payload.op === 2) identify(ws, d)
    if (payload.op === 6) resume(ws, d)
  }

  function identify(ws: WebSocket, d: Record<string, unknown>): void {
    log.push('identify')
    const refusal = d['token'] !== options.token() ? 4004 : Number(d['intents']) & disallowed ? 4014 : null
    if (refusal !== null) {
      ws.close(refusal)
      return
    }
    const session: Session = { id: randomBytes(16).toString('hex'), seq: 0, sent: [], socket: ws }
    sessions.set(session.id, session)
    push(session, 'READY', {
      v: 10,
      user: options.user,
      guilds: [],
      session_id: session.id,
      resume_gateway_url: options.url(),
      shard: d['shard'],
      application: { id: options.applicationId, flags: 0 },
    })
  }

  function resume(ws: WebSocket, d: Record<string, unknown>): void {
    log.push('resume')
    const session = sessions.get(String(d['session_id']))
    const seq = Number(d['seq'])
    if (session === undefined || d['token'] !== options.token() || seq > session.seq) {
      if (session === undefined) write(ws, { op: 9, d: false })
      else ws.close(d['token'] === options.token() ? 4007 : 4004)
      return
    }
    if (session.socket !== ws) session.socket?.close(4000)
    session.socket = ws
    for (const packet of session.sent) if (packet.s > seq) write(ws, { op: 0, ...packet })
    push(session, 'RESUMED', { _trace: [] })
  }

  function push(session: Session, t: string, d: object): void {
    session.seq += 1
    const packet = { s: session.seq, t, d }
    if (t !== 'READY' && t !== 'RESUMED') session.sent.push(packet)
    if (session.socket) write(session.socket, { op: 0, ...packet })
  }

  const open = () => [...sessions.values()].flatMap((session) => session.socket ?? [])

  return {
    dispatch: (t, d) => {
      for (const session of sessions.values()) push(session, t, d)
    },
    cut: () => {
      for (const ws of sockets.clients) ws.terminate()
    },
    close: (code) => {
      for (const ws of sockets.clients) ws.close(code)
    },
    askToReconnect: () => {
      for (const ws of open()) write(ws, { op: 7, d: null })
    },
    invalidate: (resumable) => {
      const told = open()
      if (!resumable) sessions.clear()
      for (const ws of told) write(ws, { op: 9, d: resumable })
    },
    forgetSessions: () => sessions.clear(),
    ignoreHeartbeats: (value) => {
      ignored = value
    },
    refuse: (value) => {
      refused = value
    },
    disallow: (intents) => {
      disallowed = intents
    },
    log,
    connections: () => sockets.clients.size,
    sessions: () => sessions.size,
    shutdown: async () => {
      for (const ws of sockets.clients) ws.terminate()
      await new Promise((resolve) => sockets.close(resolve))
    },
  }
}

function write(ws: WebSocket, payload: object): void {
  if (ws.readyState === ws.OPEN) ws.send(JSON.stringify(payload))
}
