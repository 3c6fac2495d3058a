import type { Api } from 'grammy'
import { GrammyError } from 'grammy'
import type { ExternalId } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import { capabilities } from './capabilities.ts'
import type { Client, GrammySignal } from './client.ts'
import { decodeChat, decodeMessage } from './ids.ts'
import { target } from './render.ts'

type MessageRef = Readonly<{ chatId: ExternalId; messageId: ExternalId }>

/** @throws ChannelError `too_long`: an edit can't be split. */
export async function editMessage(
  client: Client,
  message: MessageRef & Readonly<{ text: string }>,
  signal: AbortSignal,
): Promise<void> {
  if (message.text.length > capabilities.text.maxChars) {
    throw new ChannelError(`Telegram editMessageText: over ${capabilities.text.maxChars} characters`, {
      kind: 'permanent',
      reason: 'too_long',
    })
  }
  const ids = idsOf(message)
  await client.call('editMessageText', signal, async (api, grammySignal) => {
    try {
      await api.editMessageText({ ...ids, text: message.text }, grammySignal)
    } catch (error) {
      if (says(error, 'message is not modified')) return
      if (!says(error, 'there is no text in the message to edit')) throw error
      await editCaption(api, { ...ids, caption: message.text }, grammySignal)
    }
  })
}

/** The text of a photo or a document is its caption, and nothing in our id tells. */
async function editCaption(
  api: Api['raw'],
  payload: Readonly<{ chat_id: number; message_id: number; caption: string }>,
  signal: GrammySignal,
): Promise<void> {
  try {
    await api.editMessageCaption(payload, signal)
  } catch (error) {
    if (!says(error, 'message is not modified')) throw error
  }
}

/** A message that is gone already is what was wanted. */
export async function removeMessage(client: Client, message: MessageRef, signal: AbortSignal): Promise<void> {
  const ids = idsOf(message)
  await client.call('deleteMessage', signal, async (api, grammySignal) => {
    try {
      await api.deleteMessage(ids, grammySignal)
    } catch (error) {
      if (!says(error, 'message to delete not found')) throw error
    }
  })
}

export async function showTyping(client: Client, chatId: ExternalId, signal: AbortSignal): Promise<void> {
  const place = target(decodeChat(chatId))
  await client.call('sendChatAction', signal, (api, grammySignal) =>
    api.sendChatAction({ ...place, action: 'typing' }, grammySignal),
  )
}

/** `emoji: null` takes the reaction away. Telegram allows certain emoji only and refuses the others. */
export async function reactTo(
  client: Client,
  reaction: MessageRef & Readonly<{ emoji: string | null }>,
  signal: AbortSignal,
): Promise<void> {
  const ids = idsOf(reaction)
  const list = reaction.emoji === null ? [] : [asReaction(reaction.emoji)]
  await client.call('setMessageReaction', signal, (api, grammySignal) =>
    api.setMessageReaction({ ...ids, reaction: list }, grammySignal),
  )
}

export async function answerCallback(client: Client, callbackId: string, signal: AbortSignal): Promise<void> {
  await client.call('answerCallbackQuery', signal, (api, grammySignal) =>
    api.answerCallbackQuery({ callback_query_id: callbackId }, grammySignal),
  )
}

function idsOf(message: MessageRef): Readonly<{ chat_id: number; message_id: number }> {
  const ids = decodeMessage(message.messageId)
  if (ids === null) throw new ChannelError('Not the id of a Telegram message', { kind: 'permanent', reason: 'rejected' })
  return { chat_id: ids.chat, message_id: ids.message }
}

/** A refusal of the kind "it is so already" has no field of its own, only these words. */
function says(error: unknown, words: string): boolean {
  return error instanceof GrammyError && error.error_code === 400 && error.description.includes(words)
}

type EmojiReaction = Readonly<{ type: 'emoji'; emoji: GrammyEmoji }>
type GrammyEmoji = Extract<
  NonNullable<Parameters<Api['raw']['setMessageReaction']>[0]['reaction']>[number],
  { type: 'emoji' }
>['emoji']

/** The type lists the emoji of one version of the Bot API; which are allowed is for the server to say. */
function asReaction(emoji: string): EmojiReaction {
  return { type: 'emoji', emoji: emoji as GrammyEmoji }
}
