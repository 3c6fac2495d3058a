import { createHash } from 'node:crypto'
import type { ExternalId, InboundEvent } from '../../core/channel.ts'
import { HubError } from '../../core/errors.ts'
import { authorOf, chatOf } from './authors.ts'
import { clean, parseContent } from './content.ts'
import { encodeMessage, millisecondsOf, timeOf } from './ids.ts'
import { parseInteraction } from './interaction.ts'
import { isRecord, type Packet, type ParseContext } from './packet.ts'
import * as wire from './wire.ts'

/** @throws HubError `invalid` when it is not a packet of the journal. */
export function parseJournal(payload: string, context: ParseContext): readonly InboundEvent[] {
  let raw: unknown
  try {
    raw = JSON.parse(payload)
  } catch {
    throw new HubError('invalid', 'The payload is not JSON')
  }
  if (!isRecord(raw) || typeof raw['t'] !== 'string') throw new HubError('invalid', 'The payload is not a Discord packet')
  const s = typeof raw['s'] === 'number' ? raw['s'] : null
  const place = wire.answerPlace.safeParse(raw['place'])
  return parsePacket({ t: raw['t'], s, d: raw['d'], place: place.data ?? null }, context)
}

/** Packets that say nothing about a conversation (a channel was made, someone is typing) give no event. */
export function parsePacket(packet: Packet, context: ParseContext): readonly InboundEvent[] {
  switch (packet.t) {
    case 'MESSAGE_CREATE':
      return parseMessage(packet, context)
    case 'MESSAGE_UPDATE':
      return parseEdit(packet, context)
    case 'MESSAGE_DELETE':
    case 'MESSAGE_DELETE_BULK':
      return parseRemoval(packet, context)
    case 'MESSAGE_REACTION_ADD':
    case 'MESSAGE_REACTION_REMOVE':
      return parseReaction(packet, context)
    case 'INTERACTION_CREATE':
      return parseInteraction(packet, () => [unknown(packet, context)])
    case 'MESSAGE_REACTION_REMOVE_ALL':
    case 'MESSAGE_REACTION_REMOVE_EMOJI':
      return [unknown(packet, context)]
    default:
      return []
  }
}

function parseMessage(packet: Packet, context: ParseContext): readonly InboundEvent[] {
  const parsed = wire.message.safeParse(packet.d)
  if (!parsed.success) return isBots(packet.d) ? [] : [unknown(packet, context)]
  const message = parsed.data
  if (isBots(packet.d)) return []
  const base = {
    eventId: `m:${message.id}`,
    at: timeOf(message.id),
    order: millisecondsOf(message.id),
    messageId: encodeMessage(message.channel_id, message.id),
  }
  const content = parseContent(message)
  const said = message.type === wire.messageTypes.default || message.type === wire.messageTypes.reply
  if (!said || content === null) {
    // Discord's own lines (a pin, a new thread) have the author who caused them, but are nobody's words.
    const platformType = said ? 'message.empty' : `message.type_${message.type}`
    const author = said ? authorOf(message.author, message.member?.nick, undefined) : null
    return [{ ...base, chatId: chatOfMessage(message, packet), type: 'unsupported', platformType, author }]
  }
  return [
    {
      ...base,
      chatId: chatOfMessage(message, packet),
      type: 'message',
      author: authorOf(message.author, message.member?.nick, undefined),
      content,
      replyTo: replyTo(message),
      entry: null,
    },
  ]
}

/** Links that unfold and pins change a message too; only what a person edited has a time of its own. */
function parseEdit(packet: Packet, context: ParseContext): readonly InboundEvent[] {
  const parsed = wire.message.safeParse(packet.d)
  if (isBots(packet.d)) return []
  // Without its author or its text the packet only tells of a change that Discord made itself.
  if (!parsed.success)
    return isRecord(packet.d) && (packet.d['author'] === undefined || packet.d['content'] === undefined)
      ? []
      : [unknown(packet, context)]
  const message = parsed.data
  const editedAt = Date.parse(message.edited_timestamp ?? '')
  const content = parseContent(message)
  if (Number.isNaN(editedAt) || content === null) return []
  return [
    {
      eventId: `e:${message.id}:${editedAt}`,
      at: new Date(editedAt),
      chatId: chatOfMessage(message, packet),
      order: null,
      type: 'message_edited',
      messageId: encodeMessage(message.channel_id, message.id),
      author: authorOf(message.author, message.member?.nick, undefined),
      content,
    },
  ]
}

/** Discord does not tell whose message it was, nor who removed it. */
function parseRemoval(packet: Packet, context: ParseContext): readonly InboundEvent[] {
  const one = wire.messageDelete.safeParse(packet.d)
  const many = wire.messageDeleteBulk.safeParse(packet.d)
  if (!one.success && !many.success) return [unknown(packet, context)]
  const { ids, channel } = one.success
    ? { ids: [one.data.id], channel: one.data.channel_id }
    : { ids: many.data?.ids ?? [], channel: many.data?.channel_id ?? '' }
  return ids.map((id) => ({
    eventId: `d:${id}`,
    at: context.now,
    chatId: channel,
    order: null,
    type: 'message_removed',
    messageId: encodeMessage(channel, id),
  }))
}

function parseReaction(packet: Packet, context: ParseContext): readonly InboundEvent[] {
  const parsed = wire.reaction.safeParse(packet.d)
  if (!parsed.success) return [unknown(packet, context)]
  const { user_id, channel_id, message_id, guild_id, member, emoji } = parsed.data
  if (user_id === context.botId || member?.user.bot === true) return []
  const shown = emoji.id === null ? clean(emoji.name ?? '') : `:${clean(emoji.name ?? '')}:`
  if (shown === '' || shown === '::') return [unknown(packet, context)]
  const removed = packet.t === 'MESSAGE_REACTION_REMOVE'
  const author = member === undefined ? null : authorOf(member.user, member.nick, undefined)
  return [
    {
      // Someone may add, remove and add the same one again; the number within the session tells them apart, and a replay repeats it.
      eventId: `r:${message_id}:${user_id}:${removed ? '-' : '+'}${shown.slice(0, 64)}:${packet.s ?? 0}`,
      at: context.now,
      chatId: chatOf({ channel: channel_id, guild: guild_id, author: user_id }),
      order: null,
      type: 'reaction',
      messageId: encodeMessage(channel_id, message_id),
      author: author ?? { id: user_id, name: null, username: null, locale: null },
      emoji: shown,
      removed,
    },
  ]
}

function chatOfMessage(message: wire.WireMessage, packet: Packet): ExternalId {
  return chatOf({ channel: packet.place?.channel ?? message.channel_id, guild: message.guild_id, author: message.author.id })
}

function replyTo(message: wire.WireMessage): ExternalId | null {
  const reference = message.message_reference
  if (message.type !== wire.messageTypes.reply || reference?.message_id === undefined) return null
  return encodeMessage(reference.channel_id ?? message.channel_id, reference.message_id)
}

/** Its own messages, other bots', and what comes by a webhook: two bots that answer each other never stop. */
function isBots(data: unknown): boolean {
  if (!isRecord(data)) return false
  return data['webhook_id'] !== undefined || (isRecord(data['author']) && data['author']['bot'] === true)
}

/** The event for a packet that we can't read; it never fails. */
function unknown(packet: Packet, context: ParseContext): InboundEvent {
  const data = isRecord(packet.d) ? packet.d : {}
  const channel = data['channel_id']
  const digest = createHash('sha256')
    .update(JSON.stringify([packet.t, packet.s, packet.d]))
    .digest('base64url')
  return {
    eventId: `u:${digest}`,
    at: context.now,
    chatId: typeof channel === 'string' && /^\d{1,20}$/.test(channel) ? channel : 'none',
    order: null,
    type: 'unsupported',
    platformType: clean(packet.t).slice(0, 64),
    author: null,
    messageId: null,
  }
}
