import { discord } from '../../../adapters/discord/index.ts'
import type { Connection, InboundEvent, OutboundMessage } from '../../../core/channel.ts'
import type { Egress } from '../../../core/ports.ts'
import { createEgress } from '../../../src/infra/egress.ts'
import type { DiscordServer } from '../../support/discord-server.ts'

const quiet = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined }

/** The hub's real way out, so that both are known to work together: streams, deadline, limit. */
export const egress: Egress = createEgress({ allow: ['127.0.0.1'] })

type Options = Readonly<{
  /** The server and its support channel, or a forum; otherwise direct messages and every thread. */
  place?: 'support' | 'forum'
  config?: Readonly<Record<string, unknown>>
  fetch?: Egress
}>

/** A channel that is connected to the stand-in. */
export function connect(server: DiscordServer, options: Options = {}): Connection {
  const supportChannelId = options.place === 'forum' ? server.forumId : server.supportChannelId
  const place = options.place === undefined ? {} : { guildId: server.guildId, supportChannelId }
  return discord.open(
    { config: { applicationId: server.applicationId, ...place, ...options.config }, secrets: { botToken: server.token } },
    { clock: { now: () => new Date() }, fetch: options.fetch ?? egress, log: quiet, webhookUrl: null, apiRoot: server.url },
  )
}

/** What one worker after another has: the state that outlives them, and all that was committed. */
export type Hub = { state: unknown; readonly events: InboundEvent[]; readonly raws: unknown[] }

export const newHub = (): Hub => ({ state: {}, events: [], raws: [] })

export type Worker = Readonly<{ done: Promise<void>; stop: () => Promise<void> }>

/** Runs the gateway. The hub keeps an event once, by its id, as the database does; `emit` may refuse before that. */
export function work(
  connection: Connection,
  hub: Hub,
  options: Readonly<{ refuse?: (events: readonly InboundEvent[]) => void; fencedOff?: () => boolean }> = {},
): Worker {
  const { intake } = connection
  if (intake.mode !== 'gateway') throw new Error('not a gateway')
  const abort = new AbortController()
  const done = intake.run(
    async (events, raw) => {
      options.refuse?.(events)
      if (options.fencedOff?.()) throw new Error('fenced off')
      for (const event of events) {
        if (hub.events.some((known) => known.eventId === event.eventId)) continue
        hub.events.push(event)
        hub.raws.push(JSON.parse(JSON.stringify(raw)))
      }
    },
    abort.signal,
    {
      state: JSON.parse(JSON.stringify(hub.state)),
      save: async (state) => {
        if (!options.fencedOff?.()) hub.state = JSON.parse(JSON.stringify(state))
      },
    },
  )
  // Whoever cares awaits `done`.
  done.catch(() => undefined)
  return {
    done,
    stop: async () => {
      abort.abort()
      await done
    },
  }
}

export const textsOf = (hub: Hub): readonly unknown[] =>
  hub.events.map((event) => (event.type === 'message' ? event.content.text : event.type))

export function outbound(part: Partial<OutboundMessage> & Pick<OutboundMessage, 'chatId'>): OutboundMessage {
  return {
    id: '01970000-0000-7000-8000-000000000001',
    text: 'hello',
    files: [],
    buttons: [],
    replyTo: null,
    audience: 'chat',
    ...part,
  }
}

export const soon = (): AbortSignal => AbortSignal.timeout(10_000)
