import type { ExternalId, InboundEvent } from '../../core/channel.ts'
import { clean } from './content.ts'
import type { WireMessage } from './wire.ts'

/** `botId`: whose own messages give no event. `now`: the time of what Telegram gives no time. */
export type ParseContext = Readonly<{ botId: number; now: Date }>

/** One update, opened: the field that it came in, its number, and what is in the field. */
export type Update = ParseContext & Readonly<{ kind: string; id: string; raw: unknown }>

/** The event for an update that we can't read; it never fails. */
export function unknown(update: Update): InboundEvent {
  return {
    eventId: `u:${update.id}`,
    at: update.now,
    chatId: chatIdWithin(update.raw),
    order: null,
    type: 'unsupported',
    platformType: clean(update.kind).slice(0, 64),
    author: null,
    messageId: null,
  }
}

/** `none`: the update belongs to no chat (an inline query, a poll's count). */
function chatIdWithin(raw: unknown): ExternalId {
  const chat = isRecord(raw) ? raw['chat'] : null
  const id = isRecord(chat) ? chat['id'] : null
  return typeof id === 'number' && Number.isSafeInteger(id) ? String(id) : 'none'
}

/**
 * What Telegram says about a chat rather than what a person says in it: https://core.telegram.org/bots/api#message. Payments and gifts are
 * not here: a person did something that a manager should see. Nor is what we do not know: it is shown rather than passed over.
 */
const service =
  /^(new_chat_|left_chat_|delete_chat_|group_chat_|supergroup_chat_|channel_chat_|chat_owner_|chat_background_|message_auto_delete_|migrate_|pinned_|forum_topic_|general_forum_|video_chat_|giveaway_|boost_|checklist_tasks_|direct_message_price_|paid_message_price_|poll_option_|suggested_post_|connected_website|write_access_|proximity_|managed_bot_)/

/** Nobody wrote it, although it has a sender. */
export function isServiceMessage(raw: unknown): boolean {
  return isRecord(raw) && Object.keys(raw).some((key) => service.test(key))
}

const envelope: ReadonlySet<string> = new Set(
  [
    'message_id message_thread_id direct_messages_topic from sender_chat sender_boost_count sender_business_bot sender_tag date edit_date',
    'chat forward_origin is_topic_message is_automatic_forward reply_to_message external_reply quote via_bot has_protected_content',
    'is_from_offline is_paid_post author_signature reply_markup effect_id link_preview_options media_group_id entities',
  ].flatMap((line) => line.split(' ')),
)

/** Names what a message was, as Telegram's field says: `message.story`. */
export function messageType(update: Update, message: WireMessage): string {
  if (message.is_automatic_forward === true) return `${update.kind}.automatic_forward`
  if (message.from?.is_bot === true && message.sender_chat === undefined) return `${update.kind}.from_bot`
  const field = isRecord(update.raw) ? Object.keys(update.raw).find((key) => !envelope.has(key)) : undefined
  return field === undefined ? update.kind : `${update.kind}.${clean(field).slice(0, 40)}`
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
