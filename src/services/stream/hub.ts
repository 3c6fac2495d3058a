import { setTimeout as wait } from 'node:timers/promises'
import { type Actor, canSee, rightsOfRole, roles } from '../../../core/permissions.ts'
import type { BusMessage, TransientEvent } from '../../../core/ports.ts'
import { dialoguesById } from '../../../db/queries/inbox.ts'
import { endPresence, liveCredentials, renewPresence, streamHead } from '../../../db/queries/stream.ts'
import type { Deps } from '../../deps.ts'
import { isLastPage, type Loaded, loadEvents } from './load-events.ts'
import { audienceOf, renderForManager } from './render-event.ts'

/** A socket as the hub sees it. */
export type Socket = Readonly<{ send: (frame: string) => void; close: (code: number, reason: string) => void }>

export type ManagerClient = {
  readonly kind: 'manager'
  readonly socket: Socket
  readonly credentialId: string
  actor: Actor
  position: number
  live: boolean
}
/** What a visitor is told is the widget's own matter: it gets each page of events with the rows, and picks its own. */
export type VisitorClient = {
  readonly kind: 'visitor'
  readonly socket: Socket
  readonly accountId: string
  readonly channelId: string
  readonly visitorId: string
  position: number
  live: boolean
  readonly render: (loaded: Loaded) => void
  readonly transient: (event: TransientEvent) => void
}
export type Client = ManagerClient | VisitorClient

type Room = { readonly clients: Set<Client>; position: number; pumping: boolean; again: boolean }

const presenceMs = 25_000
const graceMs = 10_000
/** Between two readings of a busy account's stream: what comes meanwhile is read, rendered and sent together. A quiet one is read at once. */
const gatherMs = 10
const checkEveryMs = 4_000
/** Further behind than this, a client is told to load its views anew: cheaper for both. */
const maxReplay = 2_000
/** Codes of the WebSocket protocol's private range, as the clients know them. */
export const closeCodes = { sessionEnded: 4401, tryAgain: 1012 } as const

export type StreamHub = Readonly<{
  join: (client: Client, after: number | null) => Promise<void>
  leave: (client: Client) => void
  /** What a person does (typing, viewing): told on only where they see the dialogue themself. */
  tellAs: (actor: Actor, event: TransientEvent) => void
  /** Told to everyone who may see the dialogue, and to its visitor; not stored. */
  tell: (accountId: string, event: TransientEvent) => void
  sockets: () => number
  stop: () => void
}>

/** All sockets of this process. One room per account; a nudge of the bus makes a room read on from where it was, once for all its clients. */
export function createStreamHub(deps: Deps): StreamHub {
  const rooms = new Map<string, Room>()
  const left = new WeakSet<Client>()
  const accountOf = (client: Client): string => (client.kind === 'manager' ? client.actor.accountId : client.accountId)

  function managerIds(room: Room): string[] {
    const ids = [...room.clients].map((client) => (client.kind === 'manager' ? client.actor.managerId : null))
    return [...new Set(ids.filter((id) => id !== null))]
  }

  function deliver(client: Client, loaded: Loaded, cache: Map<string, string>): void {
    if (client.kind === 'visitor') client.render(loaded)
    else
      for (const event of loaded.events) {
        if (event.position <= client.position) continue
        const frame = renderForManager(event, loaded, client.actor, cache)
        if (frame !== null) client.socket.send(frame)
      }
    client.position = Math.max(client.position, loaded.events.at(-1)?.position ?? 0)
  }

  async function pump(accountId: string, room: Room): Promise<void> {
    if (room.pumping) {
      room.again = true
      return
    }
    room.pumping = true
    try {
      do {
        room.again = false
        const loaded = await loadEvents(deps, { accountId, after: room.position, managerIds: managerIds(room) })
        if (loaded.events.length > 0) {
          room.position = loaded.events.at(-1)?.position ?? room.position
          const cache = new Map<string, string>()
          for (const client of room.clients) if (client.live) deliver(client, loaded, cache)
        }
        if (!isLastPage(loaded)) room.again = true
        else if (room.again) await wait(gatherMs)
      } while (room.again)
    } catch (error) {
      deps.log.warn({ error, accountId }, 'the stream could not be read; it goes on with the next event')
    } finally {
      room.pumping = false
    }
  }

  async function join(client: Client, after: number | null): Promise<void> {
    const accountId = accountOf(client)
    const head = await streamHead(deps.sql, accountId)
    // Its socket closed while we asked: nobody would ever take it out of the room again.
    if (left.has(client)) return
    const room = rooms.get(accountId) ?? { clients: new Set<Client>(), position: head.position, pumping: false, again: false }
    rooms.set(accountId, room)
    room.clients.add(client)
    if (client.kind === 'manager') void present([client.actor])
    const stale = after !== null && (after > head.position || after < head.purgedTo || head.position - after > maxReplay)
    client.position = after === null || stale ? room.position : after
    if (stale) client.socket.send('{"type":"reload"}')
    // What it missed, up to where the room is; from then on the room's reading is its own.
    while (client.position < room.position && room.clients.has(client)) {
      const ids = client.kind === 'manager' && client.actor.managerId !== null ? [client.actor.managerId] : []
      const loaded = await loadEvents(deps, { accountId, after: client.position, managerIds: ids })
      if (loaded.events.length === 0) break
      deliver(client, loaded, new Map())
    }
    if (!room.clients.has(client)) return
    client.live = true
    client.socket.send(JSON.stringify({ type: 'hello', position: client.position }))
    void pump(accountId, room)
  }

  function leave(client: Client): void {
    left.add(client)
    const accountId = accountOf(client)
    const room = rooms.get(accountId)
    if (!room?.clients.delete(client)) return
    if (room.clients.size === 0) rooms.delete(accountId)
    if (client.kind !== 'manager') return
    const { managerId } = client.actor
    if (managerId === null || managerIds(room).includes(managerId)) return
    // A moment's grace: a reload of the page is no going away.
    const at = new Date(deps.clock.now().getTime() + graceMs)
    endPresence(deps.sql, { accountId, managerId, at }).catch(() =>
      deps.log.debug({ accountId }, 'presence could not be ended; it runs out'),
    )
    setTimeout(() => {
      const back = rooms.get(accountId)
      if (back && managerIds(back).includes(managerId)) return
      tell(accountId, { type: 'presence', dialogueId: null, chatId: null, managerId, name: null, value: 'offline' })
    }, graceMs).unref()
  }

  async function present(actors: readonly Actor[]): Promise<void> {
    const now = deps.clock.now()
    const managers = actors.flatMap((actor) =>
      actor.managerId === null ? [] : [{ accountId: actor.accountId, managerId: actor.managerId }],
    )
    try {
      const came = await renewPresence(deps.sql, { managers, now, until: new Date(now.getTime() + presenceMs) })
      for (const one of came) {
        deps.queue.nudge('distribute', { accountId: one.account_id })
        tell(one.account_id, { type: 'presence', dialogueId: null, chatId: null, managerId: one.id, name: null, value: 'online' })
      }
    } catch {
      deps.log.debug({}, 'presence could not be renewed')
    }
  }

  const tell = (accountId: string, event: TransientEvent): void => deps.bus.publish({ type: 'transient', accountId, event })

  async function tellAs(actor: Actor, event: TransientEvent): Promise<void> {
    const [dialogue] =
      event.dialogueId === null ? [] : await dialoguesById(deps.sql, { accountId: actor.accountId, ids: [event.dialogueId] })
    if (event.dialogueId !== null && !(dialogue && canSee(actor, audienceOf(dialogue)))) return
    tell(actor.accountId, event)
  }

  async function passOn(accountId: string, room: Room, event: TransientEvent): Promise<void> {
    const [dialogue] = event.dialogueId === null ? [] : await dialoguesById(deps.sql, { accountId, ids: [event.dialogueId] })
    if (event.dialogueId !== null && !dialogue) return
    const frame = JSON.stringify({
      type: event.type,
      position: null,
      at: deps.clock.now().toISOString(),
      dialogueId: event.dialogueId,
      seq: null,
      data: {
        managerId: event.managerId,
        name: event.name,
        value: event.value,
        ...(event.type === 'presence' && { online: event.value === 'online' }),
      },
    })
    for (const client of room.clients) {
      if (client.kind === 'visitor') {
        if (dialogue && dialogue.channel_id === client.channelId && dialogue.place === client.visitorId) client.transient(event)
      } else if (event.managerId === null || event.managerId !== client.actor.managerId) {
        if (!dialogue || canSee(client.actor, audienceOf(dialogue))) client.socket.send(frame)
      }
    }
  }

  function hear(message: BusMessage): void {
    if (message.type === 'stream') {
      const room = rooms.get(message.accountId)
      if (room && room.position < message.position) void pump(message.accountId, room)
    } else if (message.type === 'transient') {
      const room = rooms.get(message.accountId)
      if (room)
        passOn(message.accountId, room, message.event).catch(() =>
          deps.log.debug({ type: message.event.type }, 'a passing event was not told'),
        )
    } else if (message.type === 'session_ended') {
      for (const client of everyone()) {
        if (client.kind !== 'manager' || client.actor.userId !== message.userId) continue
        if (message.sessionId === null || client.actor.sessionId === message.sessionId)
          client.socket.close(closeCodes.sessionEnded, 'session ended')
      }
    }
  }

  const everyone = (): Client[] => [...rooms.values()].flatMap((room) => [...room.clients])

  /** Whoever's session, key or role ended without our hearing of it; and presence of the others. */
  async function check(): Promise<void> {
    const clients = everyone().filter((client) => client.kind === 'manager')
    if (clients.length === 0) return
    const ids = (pick: (actor: Actor) => string | null): string[] => [
      ...new Set(clients.map((client) => pick(client.actor)).filter((id) => id !== null)),
    ]
    const live = await liveCredentials(deps.sql, {
      sessionIds: ids((actor) => actor.sessionId),
      managerIds: ids((actor) => actor.managerId),
      keyIds: [...new Set(clients.filter((client) => client.actor.sessionId === null).map((client) => client.credentialId))],
      now: deps.clock.now(),
    })
    for (const client of clients) {
      const { actor } = client
      const role = actor.managerId === null ? actor.role : roles.find((one) => one === live.managers.get(actor.managerId ?? ''))
      const ended = actor.sessionId === null ? !live.keys.has(client.credentialId) : !live.sessions.has(actor.sessionId)
      if (ended || !role) client.socket.close(closeCodes.sessionEnded, 'session ended')
      else if (role !== actor.role) client.actor = { ...actor, role, rights: rightsOfRole[role] }
    }
    // A lost word of the bus is found here, too.
    for (const [accountId, room] of rooms) void pump(accountId, room)
  }

  const unsubscribe = deps.bus.subscribe(hear)
  const checking = setInterval(() => {
    check().catch(() => deps.log.debug({}, 'sessions of sockets could not be checked'))
  }, checkEveryMs)
  const presence = setInterval(() => {
    const actors = everyone().flatMap((client) => (client.kind === 'manager' ? [client.actor] : []))
    void present(actors)
  }, graceMs - 1_000)

  return {
    join,
    leave,
    tell,
    tellAs: (actor, event) => {
      tellAs(actor, event).catch(() => deps.log.debug({ type: event.type }, 'a passing event was not told'))
    },
    sockets: () => everyone().length,
    stop: () => {
      unsubscribe()
      clearInterval(checking)
      clearInterval(presence)
      for (const client of everyone()) client.socket.close(closeCodes.tryAgain, 'the hub restarts')
      rooms.clear()
    },
  }
}
