import { upgradeWebSocket } from '@hono/node-server'
import { visitorCommand } from '../../core/api/widget.ts'
import { HubError } from '../../core/errors.ts'
import type { Deps } from '../deps.ts'
import { resolveVisitor } from '../services/widget/resolve-visitor.ts'
import type { VisitorLine, VisitorStream } from '../services/widget/visitor-stream.ts'
import type { Api } from './router.ts'
import { isSameOrigin } from './same-origin.ts'

/** Nobody connects in order to say nothing. */
const helloMs = 10_000
/** A person types a few letters a second; more is no person. */
const maxFramesPerSecond = 50
const codes = { refused: 4401, notUnderstood: 4400, tooMuch: 4429 } as const

/** The visitor's socket: the first frame brings the token, so that it stands in no address and no log. */
export function widgetStream(api: Api, deps: Deps, stream: VisitorStream): void {
  api.get(
    '/widget/stream',
    async (c, next) => {
      if (c.req.header('upgrade')?.toLowerCase() !== 'websocket')
        throw new HubError('unauthenticated', 'Open this as a WebSocket; the first frame brings the token.')
      // The frame is ours, so its sockets come from our own origin.
      if (!isSameOrigin(c, deps.config)) throw new HubError('forbidden', 'This socket is opened from another site.')
      await next()
    },
    upgradeWebSocket(() => {
      let line: VisitorLine | null = null
      let isJoining = false
      let isClosed = false
      let frames = 0
      let secondAt = 0
      let timer: ReturnType<typeof setTimeout> | undefined

      const leave = (): void => {
        isClosed = true
        clearTimeout(timer)
        line?.leave()
        line = null
      }
      return {
        onOpen: (_event, ws) => {
          timer = setTimeout(() => ws.close(codes.refused, 'no token'), helloMs)
        },
        onMessage: (event, ws) => {
          const now = Date.now()
          if (now - secondAt >= 1000) {
            secondAt = now
            frames = 0
          }
          frames += 1
          if (frames > maxFramesPerSecond) {
            leave()
            ws.close(codes.tooMuch, 'too many frames')
            return
          }
          const command = parseCommand(event.data)
          if (command === null || 'token' in command === (line !== null || isJoining)) {
            leave()
            ws.close(codes.notUnderstood, 'not understood')
            return
          }
          if (!('token' in command)) {
            if (command.type === 'ping') ws.send('{"type":"pong"}')
            else line?.setTyping(command.on)
            return
          }
          isJoining = true
          clearTimeout(timer)
          const socket = {
            send: (frame: string): void => {
              if (ws.readyState === 1) ws.send(frame)
            },
            close: (code: number, reason: string): void => {
              leave()
              ws.close(code, reason)
            },
          }
          const join = async (): Promise<void> => {
            const visitor = await resolveVisitor(deps, command.token)
            if (visitor === null) return socket.close(codes.refused, 'no such session')
            if (isClosed) return
            const joined = await stream.join(visitor, socket, command.after ?? null)
            if (isClosed) joined.leave()
            else line = joined
          }
          join().catch((error: unknown) => {
            deps.log.warn({ error }, 'a visitor could not join the stream')
            socket.close(1011, 'try again')
          })
        },
        onClose: leave,
        onError: leave,
      }
    }),
  )
}

function parseCommand(data: unknown) {
  if (typeof data !== 'string') return null
  try {
    const parsed = visitorCommand.safeParse(JSON.parse(data))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
