import type { Capabilities, FileCapability, FileKind } from './capabilities.ts'
import type { Button, ExternalId } from './channel.ts'
import type { FailureReason } from './errors.ts'

type FileToFit = Readonly<{ kind: FileKind; mimeType: string; bytes: number }>

type MessageToFit<F extends FileToFit> = Readonly<{
  text: string
  files: readonly F[]
  buttons: readonly Button[]
  replyTo: ExternalId | null
}>

/** What one call to the platform carries. A part has a text, files, or both. */
export type Part<F extends FileToFit> = MessageToFit<F>

export type Fit<F extends FileToFit> =
  | Readonly<{ ok: true; parts: readonly [Part<F>, ...Part<F>[]] }>
  | Readonly<{ ok: false; reason: FailureReason; detail: string }>

/** More is a document, not a message. */
export const maxParts = 20

/**
 * Splits a message for a channel, or refuses it, before anything is sent. Text too long for one message becomes several; a text too long
 * for a caption goes ahead of its files; a file that the channel does not take as what it is goes as a document where it takes those.
 * The quote goes with the first part, the buttons with the last part that has text.
 */
export function fit<F extends FileToFit>(capabilities: Capabilities, message: MessageToFit<F>): Fit<F> {
  const refusal = refuseQuote(capabilities, message) ?? refuseButtons(capabilities, message.buttons)
  if (refusal !== null) return refusal

  const files: F[] = []
  for (const file of message.files) {
    const fitted = fitFile(capabilities, file)
    if (!fitted.ok) return fitted
    files.push(fitted.file)
  }

  const text = withButtonsAsText(capabilities, message)
  if (text.trim() === '' && files.length === 0)
    return { ok: false, reason: 'rejected', detail: 'The message has neither text nor files' }
  const [first, ...rest] = partsOf(capabilities, text, files)
  if (first === undefined || rest.length >= maxParts) {
    return { ok: false, reason: 'too_long', detail: `The message needs ${rest.length + 1} parts, at most ${maxParts} are sent` }
  }

  const replyTo = capabilities.quote === 'native' ? message.replyTo : null
  const buttons = capabilities.buttons.support === 'native' ? message.buttons : []
  const [quoting, ...others] = withButtons([{ ...first, replyTo }, ...rest], buttons)
  return { ok: true, parts: [quoting ?? first, ...others] }
}

/**
 * Pieces of at most `maxChars` UTF-16 units, cut at the end of a line where there is one in the second half of the piece, otherwise
 * between words, otherwise anywhere but inside a surrogate pair. Nothing is lost but the one space or line end at each cut.
 */
export function splitText(text: string, maxChars: number): readonly string[] {
  const pieces: string[] = []
  let rest = text
  while (rest.length > maxChars) {
    const cut = cutAt(rest, maxChars)
    pieces.push(rest.slice(0, cut.end))
    rest = rest.slice(cut.next)
  }
  pieces.push(rest)
  // Platforms refuse a message of spaces, and nobody misses it.
  return pieces.filter((piece) => piece.trim() !== '')
}

function cutAt(text: string, maxChars: number): Readonly<{ end: number; next: number }> {
  const line = text.lastIndexOf('\n', maxChars)
  if (line >= maxChars / 2) return { end: line, next: line + 1 }
  const space = text.lastIndexOf(' ', maxChars)
  if (space >= maxChars / 2) return { end: space, next: space + 1 }
  // The unit before the cut is the first half of a pair: the pair moves on whole.
  const last = text.charCodeAt(maxChars - 1)
  const end = last >= 0xd800 && last <= 0xdbff && maxChars > 1 ? maxChars - 1 : maxChars
  return { end, next: end }
}

function refuseQuote(capabilities: Capabilities, message: Readonly<{ replyTo: ExternalId | null }>): Refusal | null {
  if (message.replyTo === null || capabilities.quote !== 'reject') return null
  return { ok: false, reason: 'not_supported', detail: 'This channel has no replies to a message' }
}

type Refusal = Readonly<{ ok: false; reason: FailureReason; detail: string }>

function refuseButtons(capabilities: Capabilities, buttons: readonly Button[]): Refusal | null {
  const { support, max, labelMaxChars } = capabilities.buttons
  if (buttons.length === 0 || support === 'drop') return null
  if (support === 'reject') return { ok: false, reason: 'not_supported', detail: 'This channel has no buttons' }
  if (support === 'native' && buttons.length > max) {
    return { ok: false, reason: 'not_supported', detail: `${buttons.length} buttons, this channel takes at most ${max}` }
  }
  const long = support === 'native' ? buttons.find((button) => button.label.length > labelMaxChars) : undefined
  if (long !== undefined)
    return { ok: false, reason: 'too_long', detail: `A button's label has more than ${labelMaxChars} characters` }
  if (buttons.some((button) => button.label.trim() === ''))
    return { ok: false, reason: 'rejected', detail: 'A button has no label' }
  return null
}

function fitFile<F extends FileToFit>(capabilities: Capabilities, file: F): Readonly<{ ok: true; file: F }> | Refusal {
  const asItself = refuseFile(capabilities.files[file.kind], file)
  if (asItself === null) return { ok: true, file }
  if (file.kind !== 'document' && refuseFile(capabilities.files.document, file) === null) {
    return { ok: true, file: { ...file, kind: 'document' } }
  }
  return asItself
}

function refuseFile(capability: FileCapability | undefined, file: FileToFit): Refusal | null {
  if (capability === undefined)
    return { ok: false, reason: 'file_type', detail: `This channel takes no files of the kind ${file.kind}` }
  if (!capability.mimeTypes.some((listed) => matches(listed, file.mimeType))) {
    return { ok: false, reason: 'file_type', detail: `This channel does not take ${file.kind} files of this type` }
  }
  if (file.bytes > capability.maxBytes) {
    return {
      ok: false,
      reason: 'file_too_large',
      detail: `${file.bytes} bytes, this channel takes ${file.kind} files up to ${capability.maxBytes}`,
    }
  }
  return null
}

/** `image/*` and the like; parameters (`; codecs=opus`) and case do not count. */
function matches(listed: string, mimeType: string): boolean {
  const [bare = ''] = mimeType.toLowerCase().split(';')
  const type = bare.trim()
  if (listed === '*/*') return type !== ''
  return listed.endsWith('/*') ? type.startsWith(listed.slice(0, -1)) : type === listed
}

/** Where buttons are a fallback their labels are written below the text, to be answered in words. */
function withButtonsAsText(capabilities: Capabilities, message: Readonly<{ text: string; buttons: readonly Button[] }>): string {
  if (capabilities.buttons.support !== 'fallback' || message.buttons.length === 0) return message.text
  const labels = message.buttons.map((button) => `• ${button.label}`).join('\n')
  return message.text.trim() === '' ? labels : `${message.text}\n\n${labels}`
}

function partsOf<F extends FileToFit>(capabilities: Capabilities, text: string, files: readonly F[]): readonly Part<F>[] {
  const groups = groupsOf(files, capabilities.filesPerMessage)
  const [first] = groups
  const captioned = first !== undefined && text.length <= capabilities.text.captionMaxChars && takesCaption(capabilities, first)
  const texts = captioned ? [] : splitText(text, capabilities.text.maxChars)
  return [
    ...texts.map((piece) => ({ text: piece, files: [], buttons: [], replyTo: null })),
    ...groups.map((group, index) => ({ text: captioned && index === 0 ? text : '', files: group, buttons: [], replyTo: null })),
  ]
}

function groupsOf<F>(files: readonly F[], size: number): readonly (readonly F[])[] {
  const count = Math.ceil(files.length / size)
  return Array.from({ length: count }, (_, index) => files.slice(index * size, (index + 1) * size))
}

function takesCaption(capabilities: Capabilities, files: readonly FileToFit[]): boolean {
  return files.every((file) => capabilities.files[file.kind]?.caption === 'native')
}

function withButtons<F extends FileToFit>(parts: readonly Part<F>[], buttons: readonly Button[]): readonly Part<F>[] {
  if (buttons.length === 0) return parts
  const lastText = parts.findLastIndex((part) => part.text !== '')
  const holder = lastText === -1 ? parts.length - 1 : lastText
  return parts.map((part, index) => (index === holder ? { ...part, buttons } : part))
}
