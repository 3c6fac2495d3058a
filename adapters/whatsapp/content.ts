import type { FileKind } from '../../core/capabilities.ts'
import type { InboundContent, InboundFile } from '../../core/channel.ts'
import { type Form, field } from './form.ts'
import { refOf } from './media-ref.ts'

/** Twilio sends one media item a message today, ten at most on any of its channels. */
const maxMedia = 10

/** What a person sees of the message; null for a kind that has neither words nor files. */
export function parseContent(form: Form, apiRoot: string | null): InboundContent | null {
  const { files, lost } = mediaOf(form, apiRoot)
  const lines = [wordsOf(form), locationOf(form), ...lost].filter((line) => line !== null)
  if (lines.length === 0 && files.length === 0) return null
  return { text: lines.length === 0 ? null : lines.join('\n'), files }
}

/** `Body` holds the label of a pressed button too; the other names are a second chance. */
function wordsOf(form: Form): string | null {
  return field(form, 'Body') ?? field(form, 'ButtonText') ?? field(form, 'ListTitle')
}

/** In signs rather than words: what is stored here is shown to managers of any language. */
function locationOf(form: Form): string | null {
  const [latitude, longitude] = [coordinate(form, 'Latitude', 90), coordinate(form, 'Longitude', 180)]
  if (latitude === null || longitude === null) return null
  const place = [field(form, 'Label'), field(form, 'Address')].filter((part) => part !== null).join(', ')
  const link = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`
  return place === '' ? `📍 ${link}` : `📍 ${place}\n${link}`
}

function coordinate(form: Form, name: string, limit: number): number | null {
  const given = field(form, name)
  const degrees = given === null ? Number.NaN : Number(given)
  return Number.isFinite(degrees) && Math.abs(degrees) <= limit ? degrees : null
}

/** `lost`: a line for each item that was announced and can't be fetched, so that it is not passed over. */
function mediaOf(form: Form, apiRoot: string | null): Readonly<{ files: readonly InboundFile[]; lost: readonly string[] }> {
  const announced = Number(field(form, 'NumMedia') ?? 0)
  const files: InboundFile[] = []
  const lost: string[] = []
  for (let index = 0; index < maxMedia; index++) {
    const url = field(form, `MediaUrl${index}`)
    const mimeType = field(form, `MediaContentType${index}`)?.toLowerCase() ?? null
    const ref = url === null ? null : refOf(url, apiRoot)
    if (ref !== null) files.push({ ref, kind: kindOf(mimeType), name: nameOf(mimeType), mimeType, bytes: null })
    else if (url !== null || index < announced) lost.push(`📎 ${mimeType ?? '?'}`)
  }
  return { files, lost }
}

function kindOf(mimeType: string | null): FileKind {
  const [type = ''] = (mimeType ?? '').split('/')
  // What is recorded in WhatsApp is Opus in OGG; audio of other types was attached.
  if (/^audio\/ogg\b/.test(mimeType ?? '')) return 'voice'
  return type === 'image' || type === 'video' || type === 'audio' ? type : 'document'
}

/** Twilio tells no names. A contact card is one only by its ending. */
function nameOf(mimeType: string | null): string | null {
  return /^text\/(x-)?vcard\b/.test(mimeType ?? '') ? 'contact.vcf' : null
}
