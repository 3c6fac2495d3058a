import type { VisitorFrame, VisitorState } from '../../../core/api/widget.ts'
import type { BusMessage } from '../../../core/ports.ts'
import { isSomeoneOnline, liveVisitorSessions } from '../../../db/queries/visitors.ts'
import type { Deps } from '../../deps.ts'
import { closeCodes, type Socket, type StreamHub, type VisitorClient } from '../stream/hub.ts'
import type { Loaded } from '../stream/load-events.ts'
import { isForVisitor, presentForVisitor } from './present-message.ts'
import type { Visitor } from './visitor.ts'
import { visitorState } from './visitor-state.ts'

const checkMs = 4_000
/** Managers come and go in waves; visitors hear of it when it has settled. */
const onlineDelayMs = 1_000

type Guest = { readonly visitor: Visitor; readonly client: VisitorClient; state: VisitorState | null }

/** One visitor's socket. */
export type VisitorLine = Readonly<{ setTyping: (on: boolean) => void; leave: () => void }>

export type VisitorStream = Readonly<{
  join: (visitor: Visitor, socket: Socket, after: number | null) => Promise<VisitorLine>
  stop: () => void
}>

/** What visitors are told, in the rooms of the managers' stream. A visitor gets the messages and the state of their own chat, and nothing else. */
export function createVisitorStream(deps: Deps, hub: StreamHub): VisitorStream {
  const guests = new Set<Guest>()
  const waiting = new Map<string, ReturnType<typeof setTimeout>>()

  async function join(visitor: Visitor, socket: Socket, after: number | null): Promise<VisitorLine> {
    const send = (frame: VisitorFrame): void => socket.send(JSON.stringify(frame))
    const client: VisitorClient = {
      kind: 'visitor',
      socket,
      accountId: visitor.accountId,
      channelId: visitor.channelId,
      visitorId: visitor.visitorId,
      position: 0,
      live: false,
      render: (loaded) => {
        const position = tellMessages(guest, loaded, send)
        if (position !== null) void tellState(guest, position)
        if (loaded.events.some((event) => event.type === 'manager.updated')) checkOnlineSoon(visitor.accountId)
      },
      // What the visitor types comes back to them, too: they know.
      transient: (event) => {
        if (event.type === 'typing' && event.managerId !== null) send({ type: 'typing', on: event.value === 'on' })
      },
    }
    const guest: Guest = { visitor, client, state: null }
    guests.add(guest)
    await hub.join(client, after)
    await tellState(guest, null)
    return {
      setTyping: (on) => void tellTyping(guest, on),
      leave: () => {
        guests.delete(guest)
        hub.leave(client)
      },
    }
  }

  async function tellState(guest: Guest, position: number | null): Promise<void> {
    try {
      const { state } = await visitorState(deps, guest.visitor)
      guest.state = state
      guest.client.socket.send(JSON.stringify({ type: 'state', position, state } satisfies VisitorFrame))
    } catch {
      // The widget was paused or removed; who comes back is told so.
      guest.client.socket.close(closeCodes.sessionEnded, 'closed')
    }
  }

  async function tellTyping(guest: Guest, on: boolean): Promise<void> {
    const { accountId } = guest.visitor
    try {
      const { dialogueId, chatId, isReleased } = await visitorState(deps, guest.visitor)
      if (!isReleased) return
      hub.tell(accountId, { type: 'typing', dialogueId, chatId, managerId: null, name: null, value: on ? 'on' : 'off' })
    } catch {
      deps.log.debug({ accountId }, 'that a visitor types could not be told')
    }
  }

  function checkOnlineSoon(accountId: string): void {
    if (waiting.has(accountId)) return
    const check = (): void => {
      waiting.delete(accountId)
      tellOnline(accountId).catch(() => deps.log.debug({ accountId }, 'who is online could not be read'))
    }
    waiting.set(accountId, setTimeout(check, onlineDelayMs))
  }

  async function tellOnline(accountId: string): Promise<void> {
    const online = await isSomeoneOnline(deps.sql, { accountId, now: deps.clock.now() })
    for (const guest of guests) {
      if (guest.visitor.accountId !== accountId || guest.state === null || guest.state.online === online) continue
      guest.state = { ...guest.state, online }
      guest.client.socket.send(JSON.stringify({ type: 'state', position: null, state: guest.state } satisfies VisitorFrame))
    }
  }

  function hear(message: BusMessage): void {
    if (message.type === 'transient' && message.event.type === 'presence') checkOnlineSoon(message.accountId)
    if (message.type === 'visitor_ended') end((guest) => guest.visitor.visitorId === message.chatId)
    if (message.type === 'channel_changed') {
      for (const guest of guests) if (guest.visitor.channelId === message.channelId) void tellState(guest, null)
    }
  }

  function end(hasEnded: (guest: Guest) => boolean): void {
    for (const guest of guests) if (hasEnded(guest)) guest.client.socket.close(closeCodes.sessionEnded, 'session ended')
  }

  /** What no word of the bus told us: a session that ended, a manager whose presence ran out. */
  async function check(): Promise<void> {
    if (guests.size === 0) return
    const live = await liveVisitorSessions(
      deps.sql,
      [...guests].map((guest) => guest.visitor.tokenHash),
    )
    end((guest) => !live.has(guest.visitor.tokenHash))
    for (const accountId of new Set([...guests].map((guest) => guest.visitor.accountId))) checkOnlineSoon(accountId)
  }

  const unsubscribe = deps.bus.subscribe(hear)
  const checking = setInterval(() => {
    check().catch(() => deps.log.debug({}, 'sessions of visitors could not be checked'))
  }, checkMs)
  // Sockets keep the process alive, not their control.
  checking.unref()

  return {
    join,
    stop: () => {
      unsubscribe()
      clearInterval(checking)
      for (const timer of waiting.values()) clearTimeout(timer)
    },
  }
}

/** Sends what of these is the visitor's. Returns the last position that changed how their dialogue stands; null where none did. */
function tellMessages({ visitor, client, state }: Guest, loaded: Loaded, send: (frame: VisitorFrame) => void): number | null {
  let changed: number | null = null
  for (const event of loaded.events) {
    const dialogue = event.dialogue_id === null ? undefined : loaded.dialogues.get(event.dialogue_id)
    if (event.position <= client.position || dialogue?.channel_id !== visitor.channelId || dialogue.place !== visitor.visitorId)
      continue
    const message = event.message_id === null ? undefined : loaded.messages.get(event.message_id)
    if (message && isForVisitor(message)) send({ type: 'message', position: event.position, message: presentForVisitor(message) })
    // A first reply may take the dialogue; a first message begins or reopens it.
    const isTaken = message?.direction === 'out' && event.previous_assignee_id !== event.assignee_id
    const isBegun = message?.direction === 'in' && state?.dialogue !== 'open'
    if (event.type.startsWith('dialogue.') || isTaken || isBegun) changed = event.position
  }
  return changed
}
