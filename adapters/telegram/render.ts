import { InputFile } from 'grammy'
import type { InlineKeyboardMarkup, ReplyParameters } from 'grammy/types'
import type { Button, ExternalId, OutboundFile, OutboundMessage } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import { fit as fitMessage, type Part } from '../../core/fit.ts'
import { callbackDataMaxBytes, capabilities } from './capabilities.ts'
import { NoAnswer } from './errors.ts'
import { decodeChat, decodeMessage, type Place } from './ids.ts'

type Common = Readonly<{
  chat_id: number
  message_thread_id?: number
  reply_parameters?: ReplyParameters
  reply_markup?: InlineKeyboardMarkup
}>

type WithCaption = Common & Readonly<{ caption?: string }>

/** One call of the Bot API. Text goes as plain text, without a parse mode: what was typed is what is shown. */
export type Call =
  | Readonly<{ method: 'sendMessage'; payload: Common & Readonly<{ text: string }> }>
  | Readonly<{ method: 'sendPhoto'; payload: WithCaption & Readonly<{ photo: InputFile }> }>
  | Readonly<{ method: 'sendVideo'; payload: WithCaption & Readonly<{ video: InputFile }> }>
  | Readonly<{ method: 'sendAudio'; payload: WithCaption & Readonly<{ audio: InputFile }> }>
  | Readonly<{ method: 'sendVoice'; payload: WithCaption & Readonly<{ voice: InputFile }> }>
  | Readonly<{ method: 'sendDocument'; payload: WithCaption & Readonly<{ document: InputFile }> }>

/**
 * All calls that a message needs, in order; everything that can be refused is refused here, before the first is made.
 * @throws ChannelError `permanent`
 */
export function renderMessage(message: OutboundMessage): readonly Call[] {
  const place = placeOf(message)
  const fitted = fitMessage(capabilities, message)
  if (!fitted.ok) throw new ChannelError(`Telegram: ${fitted.detail}`, { kind: 'permanent', reason: fitted.reason })
  return fitted.parts.map((part) => renderPart(place, part))
}

function renderPart(place: Place, part: Part<OutboundFile>): Call {
  const common: Common = { ...target(place), ...replyParameters(place, part.replyTo), ...keyboard(part.buttons) }
  const [file] = part.files
  if (file === undefined) return { method: 'sendMessage', payload: { ...common, text: part.text } }
  const payload = part.text === '' ? common : { ...common, caption: part.text }
  const upload = inputFile(file)
  switch (file.kind) {
    case 'image':
      return { method: 'sendPhoto', payload: { ...payload, photo: upload } }
    case 'video':
      return { method: 'sendVideo', payload: { ...payload, video: upload } }
    case 'audio':
      return { method: 'sendAudio', payload: { ...payload, audio: upload } }
    case 'voice':
      return { method: 'sendVoice', payload: { ...payload, voice: upload } }
    case 'document':
      return { method: 'sendDocument', payload: { ...payload, document: upload } }
    default:
      return file.kind satisfies never
  }
}

/** The same call for the chat under its new id. Messages are numbered anew there, so the quote would hit another one. */
export function moved(call: Call, chatId: number): Call {
  const { reply_parameters: _, ...payload } = call.payload
  return asSameMethod(call, { ...payload, chat_id: chatId })
}

/** The compiler can't see that a payload without its quote still belongs to its method. */
function asSameMethod(call: Call, payload: object): Call {
  return { method: call.method, payload } as Call
}

/** The chat and, in a forum, its topic. */
/** What is for the author alone goes into their private chat with the bot; whom the bot may not write to has not begun one. */
function placeOf(message: OutboundMessage): Place {
  const place = decodeChat(message.chatId)
  return message.audience === 'author' && place.author !== null ? { chat: place.author, thread: null, author: null } : place
}

export function target(place: Place): Readonly<{ chat_id: number; message_thread_id?: number }> {
  return place.thread === null ? { chat_id: place.chat } : { chat_id: place.chat, message_thread_id: place.thread }
}

/** `reply_parameters`, not the old `reply_to_message_id`: https://core.telegram.org/bots/api#replyparameters */
function replyParameters(place: Place, replyTo: ExternalId | null): Readonly<{ reply_parameters?: ReplyParameters }> {
  const quoted = replyTo === null ? null : decodeMessage(replyTo)
  // A message of another chat (the group before it became a supergroup) can't be quoted.
  if (quoted === null || quoted.chat !== place.chat) return {}
  // The customer may have deleted it: the answer matters more than the quote.
  return { reply_parameters: { message_id: quoted.message, allow_sending_without_reply: true } }
}

function keyboard(buttons: readonly Button[]): Readonly<{ reply_markup?: InlineKeyboardMarkup }> {
  if (buttons.length === 0) return {}
  for (const button of buttons) {
    const bytes = Buffer.byteLength(button.value)
    if (bytes < 1 || bytes > callbackDataMaxBytes) {
      throw new ChannelError(`Telegram: a button's value has ${bytes} bytes, 1-${callbackDataMaxBytes} are allowed`, {
        kind: 'permanent',
        reason: 'rejected',
      })
    }
  }
  return { reply_markup: { inline_keyboard: buttons.map((button) => [{ text: button.label, callback_data: button.value }]) } }
}

function inputFile(file: OutboundFile): InputFile {
  return new InputFile(() => chunks(file), headerSafe(file.name))
}

/** A file that can't be read ends the upload in the middle, so the platform has nothing: that is certain, unlike a lost answer. */
async function* chunks(file: OutboundFile): AsyncGenerator<Uint8Array> {
  try {
    yield* await file.open()
  } catch (error) {
    if (error instanceof ChannelError) throw error
    throw new NoAnswer('upload')
  }
}

/** grammY writes the name into a header without quotes, so nothing that ends a header or a parameter may stand in it. */
function headerSafe(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not stay
  const safe = name.replace(/[\u0000-\u001f\u007f";\\/]/g, '_').trim()
  return safe === '' ? 'file' : safe
}
