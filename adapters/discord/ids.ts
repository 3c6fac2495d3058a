import type { ExternalId } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import { customIdMaxChars } from './capabilities.ts'

/** Where a chat is at Discord. A thread is a channel. `author`: in servers each author has a chat of their own. */
export type Place = Readonly<{ channel: string; author: string | null }>

/** `<channel>[:<author>]`. Stored, so this format is a promise. */
export function encodeChat(place: Place): ExternalId {
  return place.author === null ? place.channel : `${place.channel}:${place.author}`
}

/** @throws ChannelError `chat_not_found` for an id that is not ours. */
export function decodeChat(chatId: ExternalId): Place {
  const match = /^(\d{1,20})(?::(\d{1,20}))?$/.exec(chatId)
  if (match?.[1] === undefined)
    throw new ChannelError('Not the id of a Discord chat', { kind: 'permanent', reason: 'chat_not_found' })
  return { channel: match[1], author: match[2] ?? null }
}

/** `<channel>/<message>`: a message that fell back to a thread is not where its chat is. */
export function encodeMessage(channel: string, message: string): ExternalId {
  return `${channel}/${message}`
}

export type MessageAddress = Readonly<{ channel: string; message: string }>

/** null for an id that is not ours. */
export function decodeMessage(messageId: ExternalId): MessageAddress | null {
  const match = /^(\d{1,20})\/(\d{1,20})$/.exec(messageId)
  return match?.[1] === undefined || match[2] === undefined ? null : { channel: match[1], message: match[2] }
}

export type FileAddress =
  | (MessageAddress & Readonly<{ type: 'attachment'; attachment: string }>)
  | Readonly<{ type: 'sticker'; path: string }>

/** The address of a file expires, what names it does not: `a/<channel>/<message>/<attachment>` or `s/<sticker>.<extension>`. */
export function encodeFile(address: FileAddress): ExternalId {
  return address.type === 'sticker' ? `s/${address.path}` : `a/${address.channel}/${address.message}/${address.attachment}`
}

/** null for a reference that is not ours. */
export function decodeFile(ref: ExternalId): FileAddress | null {
  const sticker = /^s\/(\d{1,20}\.(?:png|gif|json))$/.exec(ref)
  if (sticker?.[1] !== undefined) return { type: 'sticker', path: sticker[1] }
  const match = /^a\/(\d{1,20})\/(\d{1,20})\/(\d{1,20})$/.exec(ref)
  const [, channel, message, attachment] = match ?? []
  if (channel === undefined || message === undefined || attachment === undefined) return null
  return { type: 'attachment', channel, message, attachment }
}

/**
 * What a button carries. One that was sent to another place than its chat's (for its author's eyes only, or because direct messages are
 * closed) names the chat, so that the press arrives there. At most 100 characters, so a long value goes without.
 */
export function encodeButton(value: string, chatId: ExternalId | null): string {
  const marked = chatId === null ? value : `${value} @${chatId}`
  return marked.length <= customIdMaxChars ? marked : value
}

export function decodeButton(customId: string): Readonly<{ value: string; chatId: ExternalId | null }> {
  const match = /^(.+) @(\d{1,20}(?::\d{1,20})?)$/s.exec(customId)
  return match?.[1] === undefined ? { value: customId, chatId: null } : { value: match[1], chatId: match[2] ?? null }
}

const discordEpochMs = 1_420_070_400_000

/** The first 42 bits are milliseconds since 2015: https://discord.com/developers/docs/reference#snowflakes */
export function millisecondsOf(snowflake: string): number {
  return Number(BigInt(snowflake) >> 22n)
}

export function timeOf(snowflake: string): Date {
  return new Date(millisecondsOf(snowflake) + discordEpochMs)
}

/** The lowest id that something made at this time can have. */
export function snowflakeAt(time: Date): string {
  return String(BigInt(Math.max(0, time.getTime() - discordEpochMs)) << 22n)
}

export function later(a: string, b: string): string {
  return BigInt(a) > BigInt(b) ? a : b
}
