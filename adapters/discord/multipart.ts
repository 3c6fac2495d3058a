import { randomUUID } from 'node:crypto'
import type { OutboundFile } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import type { ApiRequest } from './client.ts'
import { NoAnswer } from './errors.ts'

/** Files beside the payload, streamed: the library would hold them whole. https://discord.com/developers/docs/reference#uploading-files */
export function multipart(payload: object, files: readonly OutboundFile[]): NonNullable<ApiRequest['upload']> {
  const boundary = `hub-${randomUUID()}`
  return { contentType: `multipart/form-data; boundary=${boundary}`, body: parts(boundary, payload, files) }
}

async function* parts(boundary: string, payload: object, files: readonly OutboundFile[]): AsyncGenerator<Uint8Array> {
  yield text(`--${boundary}\r\ncontent-disposition: form-data; name="payload_json"\r\ncontent-type: application/json\r\n\r\n`)
  yield text(JSON.stringify(payload))
  for (const [index, file] of files.entries()) {
    const name = headerSafe(file.name)
    yield text(
      `\r\n--${boundary}\r\ncontent-disposition: form-data; name="files[${index}]"; filename="${name}"\r\ncontent-type: ${typeOf(file)}\r\n\r\n`,
    )
    yield* bytes(file)
  }
  yield text(`\r\n--${boundary}--\r\n`)
}

/** A file that can't be read ends the upload in the middle, so the platform has nothing: that is certain, unlike a lost answer. */
async function* bytes(file: OutboundFile): AsyncGenerator<Uint8Array> {
  try {
    yield* await file.open()
  } catch (error) {
    if (error instanceof ChannelError) throw error
    throw new NoAnswer('upload')
  }
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not stay
const endsHeader = /[\u0000-\u001f\u007f";\\/]/g

/** Nothing that ends a header or a parameter may stand in it. */
export function headerSafe(name: string): string {
  const safe = name.toWellFormed().replace(endsHeader, '_').trim()
  return safe === '' ? 'file' : safe
}

function typeOf(file: OutboundFile): string {
  return /^[\w.+-]+\/[\w.+-]+(?:; ?[\w.=+-]+)*$/.test(file.mimeType) ? file.mimeType : 'application/octet-stream'
}
