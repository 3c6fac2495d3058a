import type { FileKind } from '../../core/capabilities.ts'
import type { InboundContent, InboundFile } from '../../core/channel.ts'
import type { WireEntity, WireMessage } from './wire.ts'

/** What a person sees of the message; null for a kind that has no form as text and files. */
export function parseContent(message: WireMessage): InboundContent | null {
  if (message.text !== undefined) return { text: withLinks(message.text, message.entities), files: [] }
  const file = parseFile(message)
  if (file !== null) return { text: captionOf(message), files: [file] }
  const text = asText(message)
  return text === null ? null : { text: clean(text), files: [] }
}

/** PostgreSQL stores neither NUL nor half a surrogate pair; both checks are native and cost nanoseconds on a clean text. */
export function clean(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  return whole.includes('\0') ? whole.replaceAll('\0', '') : whole
}

/** A link that is hidden behind a word is written after it. Offsets are UTF-16 units: https://core.telegram.org/bots/api#messageentity */
function withLinks(text: string, entities: readonly WireEntity[] | undefined): string {
  let shown = text
  const links = entities?.filter((entity) => entity.type === 'text_link') ?? []
  for (const link of links.toSorted((a, b) => b.offset - a.offset)) {
    const end = link.offset + link.length
    if (link.url === undefined || text.slice(link.offset, end) === link.url) continue
    shown = `${shown.slice(0, end)} (${link.url})${shown.slice(end)}`
  }
  return clean(shown)
}

function captionOf(message: WireMessage): string | null {
  if (message.caption !== undefined) return withLinks(message.caption, message.caption_entities)
  return message.sticker?.emoji === undefined ? null : clean(message.sticker.emoji)
}

type WireFile = NonNullable<WireMessage['document']>

function parseFile(message: WireMessage): InboundFile | null {
  if (message.photo !== undefined) return largestPhoto(message.photo)
  // An animation comes with a `document` beside it, for old clients, and a live photo with a `photo`: https://core.telegram.org/bots/api#message
  if (message.animation !== undefined) return fileOf('video', message.animation, 'video/mp4')
  if (message.document !== undefined) return fileOf('document', message.document, null)
  if (message.video !== undefined) return fileOf('video', message.video, 'video/mp4')
  if (message.video_note !== undefined) return fileOf('video', message.video_note, 'video/mp4')
  if (message.live_photo !== undefined) return fileOf('video', message.live_photo, 'video/mp4')
  if (message.voice !== undefined) return fileOf('voice', message.voice, 'audio/ogg')
  if (message.audio !== undefined) return fileOf('audio', message.audio, 'audio/mpeg')
  return message.sticker === undefined ? null : stickerFile(message.sticker)
}

function fileOf(kind: FileKind, file: WireFile, mimeType: string | null): InboundFile {
  return {
    ref: file.file_id,
    kind,
    name: file.file_name === undefined ? null : clean(file.file_name),
    mimeType: file.mime_type === undefined ? mimeType : clean(file.mime_type),
    bytes: file.file_size ?? null,
  }
}

function largestPhoto(sizes: NonNullable<WireMessage['photo']>): InboundFile | null {
  const [largest] = sizes.toSorted((a, b) => b.width * b.height - a.width * a.height)
  if (largest === undefined) return null
  return { ref: largest.file_id, kind: 'image', name: null, mimeType: 'image/jpeg', bytes: largest.file_size ?? null }
}

/** Static ones are WEBP, videos WEBM, animated ones a format that no browser shows: https://core.telegram.org/stickers */
function stickerFile(sticker: NonNullable<WireMessage['sticker']>): InboundFile {
  const base = { ref: sticker.file_id, name: null, bytes: sticker.file_size ?? null }
  if (sticker.is_animated) return { ...base, kind: 'document', mimeType: 'application/x-tgsticker' }
  if (sticker.is_video) return { ...base, kind: 'video', mimeType: 'video/webm' }
  return { ...base, kind: 'image', mimeType: 'image/webp' }
}

/** In signs rather than words: what is stored here is shown to managers of any language. */
function asText(message: WireMessage): string | null {
  // A venue comes with its `location` beside it, for old clients.
  if (message.venue !== undefined)
    return `📍 ${message.venue.title}, ${message.venue.address}\n${mapLink(message.venue.location)}`
  if (message.location !== undefined) return `📍 ${mapLink(message.location)}`
  if (message.contact !== undefined) {
    const name = [message.contact.first_name, message.contact.last_name].filter(Boolean).join(' ')
    return `👤 ${name} ${message.contact.phone_number}`
  }
  if (message.poll !== undefined) return `📊 ${message.poll.question}${list(message.poll.options)}`
  if (message.checklist !== undefined) return `☑️ ${message.checklist.title}${list(message.checklist.tasks)}`
  if (message.dice !== undefined) return `${message.dice.emoji} ${message.dice.value}`
  return null
}

function list(items: readonly Readonly<{ text: string }>[]): string {
  return items.map((item) => `\n• ${item.text}`).join('')
}

function mapLink(at: Readonly<{ latitude: number; longitude: number }>): string {
  return `https://www.openstreetmap.org/?mlat=${at.latitude}&mlon=${at.longitude}#map=16/${at.latitude}/${at.longitude}`
}
