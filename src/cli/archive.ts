import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { HubError } from '../../core/errors.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const fileName = z.string().regex(/^(tables|files)\/[\w.-]+$/)

/** What lies in a backup, and how each part is proved whole. `secret` tells which HUBBUB_SECRET opens what is sealed in it; not the secret. */
export const manifestSchema = z.object({
  format: z.literal(1),
  hub: z.string(),
  schema: z.object({ at: z.number(), name: z.string() }),
  createdAt: z.string(),
  secret: z.string(),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number(), file: fileName, sha256 })),
  files: z.array(z.object({ key: z.string(), file: fileName, bytes: z.number(), sha256 })),
  /** Keys of files that rows name and the storage did not have. */
  missingFiles: z.array(z.string()),
})
export type Manifest = z.infer<typeof manifestSchema>

export const manifestName = 'manifest.json'

/** @throws HubError invalid when this is no backup, or one of a newer form. */
export async function readManifest(dir: string): Promise<Manifest> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(join(dir, manifestName), 'utf8')))
  } catch (cause) {
    throw new HubError('invalid', `${dir} is not a complete backup of a hub: ${manifestName} is missing or not readable.`, {
      cause,
    })
  }
}

export type Counted = Readonly<{ bytes: number; lines: number; sha256: string }>

/** Passes everything on and tells, at the end, what it was. */
export function createCounter(): { readonly stream: Transform; readonly result: () => Counted } {
  const hash = createHash('sha256')
  let bytes = 0
  let lines = 0
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      bytes += chunk.length
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1
      done(null, chunk)
    },
  })
  return { stream, result: () => ({ bytes, lines, sha256: hash.digest('hex') }) }
}

export async function writePart(path: string, ...streams: readonly (NodeJS.ReadableStream | Transform)[]): Promise<Counted> {
  const counter = createCounter()
  await pipeline([...streams, counter.stream, createWriteStream(path, { mode: 0o600 })])
  return counter.result()
}

/** @throws HubError invalid when the part is not what the manifest says. */
export async function checkPart(dir: string, part: { readonly file: string; readonly sha256: string }): Promise<void> {
  const counter = createCounter()
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  try {
    await pipeline(createReadStream(join(dir, part.file)), counter.stream, nowhere)
  } catch (cause) {
    throw new HubError('invalid', `The backup is damaged: ${part.file} can't be read.`, { cause })
  }
  if (counter.result().sha256 !== part.sha256) throw new HubError('invalid', `The backup is damaged: ${part.file} has changed.`)
}
