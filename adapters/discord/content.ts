import type { FileKind } from '../../core/capabilities.ts'
import type { InboundContent, InboundFile } from '../../core/channel.ts'
import { encodeFile } from './ids.ts'
import type { WireMessage } from './wire.ts'

/** What a person sees of the message; null when there is nothing that has a form as text and files. */
export function parseContent(message: WireMessage): InboundContent | null {
  const files = parseFiles(message)
  const parts = [message.content, ...(message.message_snapshots ?? []).map((forward) => forward.message.content), asPoll(message)]
  const text = readable(parts.filter((part) => part !== '').join('\n'), message)
  return text === '' && files.length === 0 ? null : { text: text === '' ? null : text, files }
}

/** PostgreSQL stores neither NUL nor half a surrogate pair; both checks are native and cost nanoseconds on a clean text. */
export function clean(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  return whole.includes('\0') ? whole.replaceAll('\0', '') : whole
}

/** All texts of a packet without NUL: it goes into the journal as it is. */
export function withoutNul<T>(value: T): T {
  const json = JSON.stringify(value)
  return json.includes('\\u0000')
    ? JSON.parse(json, (_key, inner: unknown) => (typeof inner === 'string' ? inner.replaceAll('\0', '') : inner))
    : value
}

/** People and emoji are written as ids: https://discord.com/developers/docs/reference#message-formatting */
function readable(text: string, message: WireMessage): string {
  const names = new Map((message.mentions ?? []).map((one) => [one.id, one.global_name ?? one.username]))
  const shown = text
    .replace(/<@!?(\d{1,20})>/g, (whole, id: string) => (names.has(id) ? `@${names.get(id)}` : whole))
    .replace(/<a?(:\w{1,64}:)\d{1,20}>/g, '$1')
  return clean(shown)
}

function asPoll(message: WireMessage): string {
  if (message.poll === undefined) return ''
  const answers = message.poll.answers.map((answer) => `\n• ${answer.poll_media.text ?? ''}`).join('')
  return `📊 ${message.poll.question.text ?? ''}${answers}`
}

function parseFiles(message: WireMessage): readonly InboundFile[] {
  const carriers = [message, ...(message.message_snapshots ?? []).map((forward) => forward.message)]
  const attachments = carriers.flatMap((carrier) => carrier.attachments)
  const stickers = carriers.flatMap((carrier) => carrier.sticker_items ?? [])
  return [...attachments.map((one) => attachmentFile(message, one)), ...stickers.map(stickerFile)]
}

type WireAttachment = WireMessage['attachments'][number]

function attachmentFile(message: WireMessage, attachment: WireAttachment): InboundFile {
  return {
    ref: encodeFile({ type: 'attachment', channel: message.channel_id, message: message.id, attachment: attachment.id }),
    kind: kindOf(attachment),
    name: clean(attachment.filename.slice(0, 255)),
    mimeType: attachment.content_type === undefined ? null : clean(attachment.content_type.slice(0, 255)),
    bytes: Number.isSafeInteger(attachment.size) ? attachment.size : null,
  }
}

function kindOf(attachment: WireAttachment): FileKind {
  if (attachment.waveform !== undefined) return 'voice'
  const [type] = (attachment.content_type ?? '').split('/')
  return type === 'image' || type === 'video' || type === 'audio' ? type : 'document'
}

/** 1 PNG, 2 APNG, 3 Lottie (an animation that no browser shows), 4 GIF: https://discord.com/developers/docs/resources/sticker */
function stickerFile(sticker: NonNullable<WireMessage['sticker_items']>[number]): InboundFile {
  const [extension, mimeType, kind] =
    sticker.format_type === 3
      ? (['json', 'application/json', 'document'] as const)
      : sticker.format_type === 4
        ? (['gif', 'image/gif', 'image'] as const)
        : (['png', 'image/png', 'image'] as const)
  const ref = encodeFile({ type: 'sticker', path: `${sticker.id}.${extension}` })
  return { ref, kind, name: clean(sticker.name.slice(0, 255)), mimeType, bytes: null }
}
