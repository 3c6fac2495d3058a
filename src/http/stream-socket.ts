import { upgradeWebSocket } from '@hono/node-server'
import type { Context } from 'hono'
import type { WSContext } from 'hono/ws'
import { streamCommand } from '../../core/api/shapes.ts'
import { HubError } from '../../core/errors.ts'
import type { Actor } from '../../core/permissions.ts'
import type { Deps } from '../deps.ts'
import { closeCodes, type ManagerClient, type StreamHub } from '../services/stream/hub.ts'
import type { Api, Env } from './router.ts'
import { isSameOrigin } from './same-origin.ts'

/** Private-range close codes: 4400 a frame that we don't understand, 4401 the session ended or never was, 4429 too many frames. */
const badFrame = 4400
const tooMany = 4429
const helloWithinMs = 10_000
const framesPerWindow = 200
const windowMs = 10_000

type SocketDeps = Deps &
  Readonly<{ resolveToken: (token: string) => Promise<Readonly<{ actor: Actor | null; credentialId: string | null }>> }>

/** `/api/v1/stream?after=N`: signed in by the cookie (same origin only), or with an API key: in the header, or in a first frame `{token}`. */
export function streamSocket(api: Api, deps: SocketDeps, hub: StreamHub): void {
  api.get(
    '/stream',
    async (c, next) => {
      if (c.req.header('upgrade')?.toLowerCase() !== 'websocket')
        throw c.var.actor
          ? new HubError('invalid', 'This is a WebSocket.')
          : new HubError('unauthenticated', 'Sign in, then open this as a WebSocket.')
      // A page of another site would bring the cookie along.
      if (c.var.actor !== null && !isSameOrigin(c, deps.config))
        throw new HubError('forbidden', 'This request comes from another site.')
      await next()
    },
    upgradeWebSocket((c) => {
      const after = /^\d{1,15}$/.test(c.req.query('after') ?? '') ? Number(c.req.query('after')) : null
      const { actor: begin, credentialId: beginCredential } = variablesOf(c)
      let client: ManagerClient | null = null
      let closed = false
      let frames = 0
      let windowFrom = Date.now()
      let waiting: NodeJS.Timeout | null = null

      const enter = (actor: Actor, credentialId: string, ws: WSContext): void => {
        if (!actor.rights.includes('chat')) {
          ws.close(closeCodes.sessionEnded, 'not for this role')
          return
        }
        client = {
          kind: 'manager',
          actor,
          credentialId,
          position: 0,
          live: false,
          socket: { send: (frame) => ws.send(frame), close: (code, reason) => ws.close(code, reason) },
        }
        hub.join(client, after).catch((error: unknown) => {
          deps.log.warn({ error }, 'a socket could not join the stream')
          ws.close(closeCodes.tryAgain, 'try again')
        })
      }
      const admit = (token: string, ws: WSContext): void => {
        deps
          .resolveToken(token)
          .then(({ actor, credentialId }) => {
            if (closed) return
            if (actor === null || credentialId === null) ws.close(closeCodes.sessionEnded, 'this token is not known')
            else enter(actor, credentialId, ws)
          })
          .catch(() => ws.close(closeCodes.tryAgain, 'try again'))
      }
      return {
        onOpen: (_event, ws) => {
          if (begin !== null) enter(begin, beginCredential ?? '', ws)
          else waiting = setTimeout(() => ws.close(closeCodes.sessionEnded, 'no token came'), helloWithinMs)
        },
        onMessage: (event, ws) => {
          if (Date.now() - windowFrom > windowMs) {
            windowFrom = Date.now()
            frames = 0
          }
          frames += 1
          if (frames > framesPerWindow) return ws.close(tooMany, 'too many frames')
          const command = typeof event.data === 'string' ? parseCommand(event.data) : null
          if (command === null) return ws.close(badFrame, 'a frame that is not understood')
          if ('token' in command) {
            if (client !== null || waiting === null) return ws.close(badFrame, 'a frame that is not understood')
            clearTimeout(waiting)
            waiting = null
            admit(command.token, ws)
            return
          }
          if (client === null) return ws.close(closeCodes.sessionEnded, 'sign in first')
          if (command.type === 'ping') return ws.send('{"type":"pong"}')
          const { actor } = client
          hub.tellAs(actor, {
            type: command.type,
            dialogueId: command.dialogueId,
            chatId: null,
            managerId: actor.managerId,
            name: actor.name,
            value: command.type === 'typing' && !command.on ? 'off' : 'on',
          })
        },
        onClose: () => {
          closed = true
          if (waiting) clearTimeout(waiting)
          if (client) hub.leave(client)
        },
      }
    }),
  )
}

/** The upgrade's own context does not know our variables; the middleware before it set them. */
function variablesOf(c: Context): Env['Variables'] {
  return (c as Context<Env>).var
}

function parseCommand(text: string) {
  try {
    const parsed = streamCommand.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
