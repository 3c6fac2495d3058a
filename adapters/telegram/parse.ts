import type { ExternalId, InboundEvent } from '../../core/channel.ts'
import { HubError } from '../../core/errors.ts'
import { authorOf, chatOf, senderOf } from './authors.ts'
import { clean, parseContent } from './content.ts'
import { encodeChat, encodeMessage } from './ids.ts'
import { isRecord, isServiceMessage, messageType, type ParseContext, type Update, unknown } from './unsupported.ts'
import * as wire from './wire.ts'

/** @throws HubError `invalid` when the body is not an update; an update of an unknown kind gives `unsupported`. */
export function parseBody(body: string, context: ParseContext): readonly InboundEvent[] {
  return parseUpdate(parseJson(body), context)
}

/** @throws HubError `invalid` */
export function parseUpdate(raw: unknown, context: ParseContext): readonly InboundEvent[] {
  if (!isRecord(raw)) throw new HubError('invalid', 'The body is not a Telegram update')
  const updateId = raw['update_id']
  if (!Number.isSafeInteger(updateId)) throw new HubError('invalid', 'The body is not a Telegram update: update_id is missing')
  // At most one optional field is present: https://core.telegram.org/bots/api#update
  const kind = Object.keys(raw).find((key) => key !== 'update_id') ?? 'empty'
  const update = { kind, id: String(updateId), raw: raw[kind], ...context }
  switch (kind) {
    case 'message':
      return parseMessage(update)
    case 'edited_message':
      return parseEdit(update)
    case 'callback_query':
      return parseCallback(update)
    case 'my_chat_member':
      return parseMembership(update)
    case 'message_reaction':
      return parseReaction(update)
    default:
      return [unknown(update)]
  }
}

function parseMessage(update: Update): readonly InboundEvent[] {
  const parsed = wire.message.safeParse(update.raw)
  if (!parsed.success) return [unknown(update)]
  const message = parsed.data
  if (message.from?.id === update.botId) return []
  const sender = senderOf(message)
  const base = {
    eventId: `m:${message.chat.id}:${message.message_id}`,
    at: new Date(message.date * 1000),
    order: message.message_id,
  }
  if (message.new_chat_members !== undefined) return membersEvents(message, message.new_chat_members, 'contact_joined', update)
  if (message.left_chat_member !== undefined) return membersEvents(message, [message.left_chat_member], 'contact_left', update)

  const content = parseContent(message)
  const messageId = encodeMessage(message.chat.id, message.message_id)
  if (sender === null || content === null) {
    // A service message (a new title, a pinned message) has a sender, but it is nobody's words.
    const writer = isServiceMessage(update.raw) ? null : sender
    const author = writer === null ? null : authorOf(writer)
    return [
      {
        ...base,
        chatId: chatOf(message, writer),
        type: 'unsupported',
        platformType: messageType(update, message),
        author,
        messageId,
      },
    ]
  }
  return [
    {
      ...base,
      chatId: chatOf(message, sender),
      type: 'message',
      messageId,
      author: authorOf(sender),
      content,
      replyTo: replyTo(message),
      entry: entryOf(message),
    },
  ]
}

function parseEdit(update: Update): readonly InboundEvent[] {
  const parsed = wire.message.safeParse(update.raw)
  if (!parsed.success) return [unknown(update)]
  const message = parsed.data
  if (message.from?.id === update.botId) return []
  const sender = senderOf(message)
  const editedAt = message.edit_date ?? message.date
  const content = parseContent(message)
  const base = {
    // Two edits may fall in one second, so the update's number is needed too; a repeated delivery has the same one.
    eventId: `e:${message.chat.id}:${message.message_id}:${editedAt}:${update.id}`,
    at: new Date(editedAt * 1000),
    chatId: chatOf(message, sender),
    order: null,
    messageId: encodeMessage(message.chat.id, message.message_id),
  }
  if (sender === null || content === null) {
    return [
      {
        ...base,
        type: 'unsupported',
        platformType: messageType(update, message),
        author: sender === null ? null : authorOf(sender),
      },
    ]
  }
  return [{ ...base, type: 'message_edited', author: authorOf(sender), content }]
}

function parseCallback(update: Update): readonly InboundEvent[] {
  const parsed = wire.callbackQuery.safeParse(update.raw)
  if (!parsed.success) return [unknown(update)]
  const { id, from, data, message } = parsed.data
  const author = authorOf(from)
  const base = { eventId: `c:${clean(id)}`, at: update.now, order: null }
  // Without `data` it is a game's button, without `message` one that was sent in inline mode: we send neither.
  if (data === undefined || message === undefined) {
    return [{ ...base, chatId: String(from.id), type: 'unsupported', platformType: 'callback_query', author, messageId: null }]
  }
  return [
    {
      ...base,
      chatId: chatOf(message, from),
      type: 'button_pressed',
      messageId: encodeMessage(message.chat.id, message.message_id),
      author,
      value: clean(data),
      acknowledge: id,
    },
  ]
}

/** In a private chat `kicked` means that the person blocked the bot, `member` that they came back: https://core.telegram.org/bots/api#update */
function parseMembership(update: Update): readonly InboundEvent[] {
  const parsed = wire.chatMemberUpdated.safeParse(update.raw)
  if (!parsed.success) return [unknown(update)]
  const { chat, from, date, old_chat_member: before, new_chat_member: after } = parsed.data
  const base = { eventId: `s:${chat.id}:${date}:${update.id}`, at: new Date(date * 1000), chatId: String(chat.id), order: null }
  if (chat.type === 'private' && after.status === 'kicked') return [{ ...base, type: 'contact_left', author: authorOf(from) }]
  if (chat.type === 'private' && after.status === 'member' && before.status !== 'member') {
    return [{ ...base, type: 'contact_joined', author: authorOf(from) }]
  }
  return [
    {
      ...base,
      type: 'unsupported',
      platformType: `my_chat_member.${clean(after.status).slice(0, 40)}`,
      author: null,
      messageId: null,
    },
  ]
}

function parseReaction(update: Update): readonly InboundEvent[] {
  const parsed = wire.messageReaction.safeParse(update.raw)
  if (!parsed.success) return [unknown(update)]
  const { chat, message_id, user, actor_chat, date, old_reaction, new_reaction } = parsed.data
  const sender = user ?? actor_chat
  if (sender?.id === update.botId) return []
  const before = emojis(old_reaction)
  const after = emojis(new_reaction)
  const changes = [
    ...before.filter((emoji) => !after.includes(emoji)).map((emoji) => ({ emoji, removed: true })),
    ...after.filter((emoji) => !before.includes(emoji)).map((emoji) => ({ emoji, removed: false })),
  ]
  if (sender === undefined || changes.length === 0) return [unknown(update)]
  const chatId = encodeChat({ chat: chat.id, thread: null, author: chat.type === 'private' ? null : sender.id })
  return changes.map(({ emoji, removed }) => ({
    eventId: `r:${chat.id}:${message_id}:${date}:${update.id}:${removed ? '-' : '+'}${emoji}`,
    at: new Date(date * 1000),
    chatId,
    order: null,
    type: 'reaction',
    messageId: encodeMessage(chat.id, message_id),
    author: authorOf(sender),
    emoji,
    removed,
  }))
}

function emojis(reactions: readonly Readonly<{ emoji?: string | undefined }>[]): readonly string[] {
  return reactions.flatMap((reaction) => (reaction.emoji === undefined ? [] : [clean(reaction.emoji)]))
}

/** Someone comes to a group or leaves it; other bots are nobody's customers. */
function membersEvents(
  message: wire.WireMessage,
  members: readonly wire.WireUser[],
  type: 'contact_joined' | 'contact_left',
  context: ParseContext,
): readonly InboundEvent[] {
  return members
    .filter((member) => !member.is_bot && member.id !== context.botId)
    .map((member) => ({
      eventId: `m:${message.chat.id}:${message.message_id}:${member.id}`,
      at: new Date(message.date * 1000),
      order: null,
      chatId: chatOf(message, member),
      type,
      author: authorOf(member),
    }))
}

function replyTo(message: wire.WireMessage): ExternalId | null {
  const target = message.reply_to_message
  if (target === undefined) return null
  // Every message of a topic "replies" to the one that opened the topic.
  if (message.is_topic_message === true && target.message_id === message.message_thread_id) return null
  return encodeMessage(target.chat.id, target.message_id)
}

/** The payload of a link `https://t.me/<bot>?start=<payload>`: https://core.telegram.org/bots/features#deep-linking */
function entryOf(message: wire.WireMessage): Readonly<{ source: 'link'; value: string }> | null {
  const payload = message.text === undefined ? undefined : /^\/start(?:@\w+)? ([\w-]{1,64})$/.exec(message.text)?.[1]
  return payload === undefined ? null : { source: 'link', value: payload }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new HubError('invalid', 'The body is not JSON')
  }
}
