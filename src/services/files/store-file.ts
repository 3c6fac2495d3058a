import { fileTypeFromBuffer } from 'file-type'
import type { FileKind } from '../../../core/capabilities.ts'
import { newToken } from '../../../core/ids.ts'
import type { Deps } from '../../deps.ts'

const headBytes = 4_100

export type Stored = Readonly<{ storageKey: string; mimeType: string; kind: FileKind; bytes: number }>

/**
 * Streams a file into storage. Its type is decided by its bytes; what they don't tell is text or unknown, whatever its sender called it.
 * @throws HubError too_large
 */
export async function storeFile(
  deps: Pick<Deps, 'storage'>,
  args: { readonly body: ReadableStream<Uint8Array>; readonly maxBytes: number; readonly voice: boolean },
): Promise<Stored> {
  const { head, whole } = await peek(args.body)
  const found = await fileTypeFromBuffer(head)
  const mimeType = found?.mime ?? (looksLikeText(head) ? 'text/plain' : 'application/octet-stream')
  const storageKey = newToken()
  const { bytes } = await deps.storage.put(storageKey, whole, { maxBytes: args.maxBytes })
  return { storageKey, mimeType, kind: kindOf(mimeType, args.voice), bytes }
}

async function peek(
  body: ReadableStream<Uint8Array>,
): Promise<{ readonly head: Uint8Array; readonly whole: ReadableStream<Uint8Array> }> {
  const reader = body.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  while (length < headBytes) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    length += value.length
  }
  const head = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    head.set(chunk, offset)
    offset += chunk.length
  }
  const whole = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (length > 0) controller.enqueue(head)
    },
    pull: async (controller) => {
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
  return { head, whole }
}

/** Markup is text here: an SVG or HTML page is never anything that a browser would run. */
function looksLikeText(head: Uint8Array): boolean {
  try {
    // A character may be cut at the end of what was read.
    return !new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true }).includes('\0')
  } catch {
    return false
  }
}

/** Only pictures that browsers show safely count as images. */
const pictures = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif']

function kindOf(mimeType: string, voice: boolean): FileKind {
  if (pictures.includes(mimeType)) return 'image'
  if (mimeType.startsWith('video/')) return 'video'
  if (mimeType.startsWith('audio/')) return voice ? 'voice' : 'audio'
  return 'document'
}

/** A name that is safe to show and to save: no path, no control or direction characters. */
export function safeName(name: string): string {
  const plain = name
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .replaceAll(/[/\\]/g, '_')
    .trim()
    .toWellFormed()
  return plain === '' ? 'file' : plain.slice(-200)
}
