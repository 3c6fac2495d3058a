import { ChannelError } from '../../core/errors.ts'
import type { DiscordSettings } from './config.ts'
import { encodeChat } from './ids.ts'
import { textOfCommand } from './interaction.ts'
import { type AnswerPlace, isRecord, type Packet } from './packet.ts'
import type { Places } from './places.ts'
import type { GatewayState } from './state.ts'
import * as wire from './wire.ts'

type Deps = Readonly<{ settings: DiscordSettings; places: Places }>

/**
 * Whether a packet is part of the support, and where its answer goes. Direct messages, if they are taken; in servers what is said in the
 * support channel and its threads, or, where no channel is named, in every thread; where the bot is mentioned; and chats that are known.
 * What else is said in a server is none of the hub's business and is not even journaled.
 */
export async function inScope(deps: Deps, state: GatewayState, packet: Packet, signal: AbortSignal): Promise<Packet | null> {
  if (!isRecord(packet.d)) return null
  const guild = packet.d['guild_id']
  if (packet.t === 'INTERACTION_CREATE') return await withPlaceOfCommand(deps, packet, signal)
  if (guild === undefined) return deps.settings.dms ? packet : null
  if (deps.settings.guildId !== null && guild !== deps.settings.guildId) return null
  const channelId = packet.d['channel_id']
  if (typeof channelId !== 'string' || !/^\d{1,20}$/.test(channelId)) return null
  if (packet.t === 'MESSAGE_CREATE' && !isPersons(packet.d)) return null
  if (await isSupportPlace(deps, channelId, signal)) return await withPlaceOfMessage(deps, packet, channelId, signal)
  if (isKnown(state, channelId, authorIn(packet.d))) return packet
  const calls = packet.t === 'MESSAGE_CREATE' && mentions(packet.d, deps.settings.botId)
  return calls ? await withPlaceOfMessage(deps, packet, channelId, signal) : null
}

async function isSupportPlace(deps: Deps, channelId: string, signal: AbortSignal): Promise<boolean> {
  const { supportChannelId } = deps.settings
  if (channelId === supportChannelId) return true
  const place = await deps.places.find(channelId, signal)
  if (place === null || !place.isThread) return false
  return supportChannelId === null || place.parent === supportChannelId
}

/** What is written in the open goes on in the customer's own thread, where there can be one. */
async function withPlaceOfMessage(deps: Deps, packet: Packet, channelId: string, signal: AbortSignal): Promise<Packet> {
  const { supportChannelId, threadPerCustomer } = deps.settings
  const parsed = wire.message.safeParse(packet.d)
  if (!parsed.success || supportChannelId === null || !threadPerCustomer || packet.t !== 'MESSAGE_CREATE') return packet
  if ((await deps.places.find(channelId, signal))?.isThread === true) return packet
  const { author, member } = parsed.data
  const name = member?.nick ?? author.global_name ?? author.username
  return { ...packet, place: await threadOrNull(deps, { id: author.id, name }, signal) }
}

async function withPlaceOfCommand(deps: Deps, packet: Packet, signal: AbortSignal): Promise<Packet> {
  const parsed = wire.interaction.safeParse(packet.d)
  const user = parsed.data?.member?.user
  // A button is where its message is; so is a command in a direct message.
  if (!parsed.success || user === undefined || textOfCommand(parsed.data) === null) return packet
  const name = parsed.data.member?.nick ?? user.global_name ?? user.username
  const thread = deps.settings.threadPerCustomer ? await threadOrNull(deps, { id: user.id, name }, signal) : null
  if (thread !== null) return { ...packet, place: thread }
  return { ...packet, place: { channel: await deps.places.directWith(user.id, signal), direct: true } }
}

/** null: the channel has no private threads, or the bot may not make them; the chat then stays where it began. */
async function threadOrNull(
  deps: Deps,
  person: Readonly<{ id: string; name: string }>,
  signal: AbortSignal,
): Promise<AnswerPlace | null> {
  if (deps.settings.supportChannelId === null) return null
  try {
    return { channel: await deps.places.threadFor(person, signal), direct: false }
  } catch (error) {
    if (error instanceof ChannelError && error.kind === 'permanent' && error.reason !== 'bad_credentials') return null
    throw error
  }
}

function isKnown(state: GatewayState, channel: string, author: string | null): boolean {
  if (author !== null) return state.chats.has(encodeChat({ channel, author }))
  // A removal does not tell whose message it was.
  return [...state.chats.keys()].some((chatId) => chatId.startsWith(`${channel}:`))
}

function authorIn(data: Readonly<Record<string, unknown>>): string | null {
  const id = isRecord(data['author']) ? data['author']['id'] : data['user_id']
  return typeof id === 'string' ? id : null
}

function isPersons(data: Readonly<Record<string, unknown>>): boolean {
  return data['webhook_id'] === undefined && !(isRecord(data['author']) && data['author']['bot'] === true)
}

function mentions(data: Readonly<Record<string, unknown>>, botId: string): boolean {
  const list = data['mentions']
  return Array.isArray(list) && list.some((one) => isRecord(one) && one['id'] === botId)
}

/**
 * Without the intent Discord leaves out what was said, but for direct messages and where the bot is mentioned:
 * https://discord.com/developers/docs/events/gateway#message-content-intent. `null`: nothing can be told from this packet.
 */
export function contentIsMissing(packet: Packet, botId: string): boolean | null {
  const parsed = wire.message.safeParse(packet.d)
  if (packet.t !== 'MESSAGE_CREATE' || !parsed.success || parsed.data.guild_id === undefined) return null
  const message = parsed.data
  const said = message.type === wire.messageTypes.default || message.type === wire.messageTypes.reply
  if (
    !said ||
    message.author.bot === true ||
    message.webhook_id !== undefined ||
    (isRecord(packet.d) && mentions(packet.d, botId))
  )
    return null
  const lists = [message.attachments, message.embeds, message.components, message.sticker_items, message.message_snapshots]
  return message.content === '' && message.poll === undefined && lists.every((list) => (list ?? []).length === 0)
}
