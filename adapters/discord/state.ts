import { z } from 'zod'
import { later } from './ids.ts'

const snowflake = z.string().regex(/^\d{1,20}$/)

/**
 * What a successor needs to take the session up where this one left it. `sequence`: the last packet that is committed. `misses`: how many
 * runs in a row did not reach its address.
 */
const session = z.object({ id: z.string(), url: z.string(), sequence: z.int(), intents: z.int(), misses: z.int() })

/** Only the last message that is committed counts. `guild`: null for direct messages. */
const chat = z.object({ last: snowflake, guild: snowflake.nullable() })

const stored = z.object({
  botId: z.string(),
  session: session.nullable(),
  /** The newest message anywhere; null before the first session. */
  since: snowflake.nullable(),
  chats: z.array(z.tuple([z.string().max(64), chat])),
})

/** The chats that were heard of last; a gap is looked for in these. */
const keptChats = 500

export type Session = z.infer<typeof session>
export type KnownChat = z.infer<typeof chat>

export type GatewayState = {
  readonly botId: string
  session: Session | null
  since: string | null
  /** The one heard of last is at the end. */
  readonly chats: Map<string, KnownChat>
}

/** What was saved by another bot, or by nobody, is a beginning. */
export function readState(saved: unknown, botId: string): GatewayState {
  const parsed = stored.safeParse(saved)
  if (!parsed.success || parsed.data.botId !== botId) return { botId, session: null, since: null, chats: new Map() }
  return { ...parsed.data, chats: new Map(parsed.data.chats) }
}

export function writeState(state: GatewayState): Readonly<Record<string, unknown>> {
  return { ...state, chats: [...state.chats] }
}

export function noteMessage(state: GatewayState, chatId: string, message: Readonly<{ id: string; guild: string | null }>): void {
  const before = state.chats.get(chatId)
  const last = before === undefined ? message.id : later(before.last, message.id)
  state.chats.delete(chatId)
  state.chats.set(chatId, { last, guild: message.guild })
  const [oldest] = state.chats.keys()
  if (state.chats.size > keptChats && oldest !== undefined) state.chats.delete(oldest)
  state.since = state.since === null ? message.id : later(state.since, message.id)
}
