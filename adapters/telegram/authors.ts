import type { Author, ExternalId } from '../../core/channel.ts'
import { clean } from './content.ts'
import { encodeChat } from './ids.ts'
import type * as wire from './wire.ts'

export type Sender = wire.WireUser | wire.WireChat

/**
 * Who speaks. An anonymous administrator or a channel speaks as `sender_chat`, with a made-up `from` beside it:
 * https://core.telegram.org/bots/api#message. A channel's post that Telegram copied into its group is nobody's question,
 * and neither is what another bot says: two bots that answer each other never stop.
 */
export function senderOf(message: wire.WireMessage): Sender | null {
  if (message.is_automatic_forward === true) return null
  if (message.chat.type === 'channel') return null
  if (message.sender_chat !== undefined) return message.sender_chat
  return message.from === undefined || message.from.is_bot ? null : message.from
}

export function chatOf(
  message: Readonly<{ chat: wire.WireChat; message_thread_id?: number | undefined; is_topic_message?: boolean | undefined }>,
  sender: Sender | null,
): ExternalId {
  // Plain replies in a supergroup have a thread id as well; only topics are places of their own.
  const thread = message.is_topic_message === true ? (message.message_thread_id ?? null) : null
  const author = message.chat.type === 'private' || sender === null ? null : sender.id
  return encodeChat({ chat: message.chat.id, thread, author })
}

export function authorOf(sender: Sender): Author {
  const name =
    'type' in sender ? (sender.title ?? sender.first_name) : [sender.first_name, sender.last_name].filter(Boolean).join(' ')
  return {
    id: String(sender.id),
    name: name === undefined || name === '' ? null : clean(name),
    username: sender.username === undefined ? null : clean(sender.username),
    locale: 'language_code' in sender && sender.language_code !== undefined ? clean(sender.language_code) : null,
  }
}
