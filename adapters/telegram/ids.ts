import type { ExternalId } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'

/** Where a chat is at Telegram. `thread`: a forum topic. `author`: in groups each author has a chat of their own. */
export type Place = Readonly<{ chat: number; thread: number | null; author: number | null }>

/** `<chat>[/<topic>][:<author>]`. Stored, so this format is a promise. */
export function encodeChat(place: Place): ExternalId {
  const thread = place.thread === null ? '' : `/${place.thread}`
  const author = place.author === null ? '' : `:${place.author}`
  return `${place.chat}${thread}${author}`
}

/** @throws ChannelError `chat_not_found` for an id that is not ours. */
export function decodeChat(chatId: ExternalId): Place {
  const match = /^(-?\d{1,16})(?:\/(\d{1,16}))?(?::(-?\d{1,16}))?$/.exec(chatId)
  if (match === null) throw new ChannelError('Not the id of a Telegram chat', { kind: 'permanent', reason: 'chat_not_found' })
  return { chat: Number(match[1]), thread: toNumber(match[2]), author: toNumber(match[3]) }
}

/** `<chat>/<message>`: Telegram numbers messages per chat, ours must be unique within the channel. */
export function encodeMessage(chat: number, message: number): ExternalId {
  return `${chat}/${message}`
}

/** null for an id that is not ours. */
export function decodeMessage(messageId: ExternalId): Readonly<{ chat: number; message: number }> | null {
  const match = /^(-?\d{1,16})\/(\d{1,16})$/.exec(messageId)
  return match === null ? null : { chat: Number(match[1]), message: Number(match[2]) }
}

function toNumber(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits)
}
