import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { HubError } from '../../core/errors.ts'
import type { Storage } from '../../core/ports.ts'

/** Files on disk, two letters a folder. Written beside and renamed, so that no half a file is ever found. Keys are ours: random, no path of anyone's. */
export function createDiskStorage(root: string): Storage {
  const place = (key: string): string => {
    if (!/^[A-Za-z0-9_-]{10,64}$/.test(key)) throw new Error('A storage key has an unknown form.')
    return join(root, key.slice(-2), key)
  }
  return {
    put: async (key, body, limit) => {
      const path = place(key)
      await mkdir(dirname(path), { recursive: true })
      const partial = `${path}.part`
      let bytes = 0
      const count = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          bytes += chunk.length
          if (bytes > limit.maxBytes) done(new HubError('too_large', `The file is larger than ${limit.maxBytes} bytes.`))
          else done(null, chunk)
        },
      })
      try {
        await pipeline(Readable.from(iterate(body)), count, createWriteStream(partial, { mode: 0o600 }))
        await rename(partial, path)
      } catch (error) {
        await rm(partial, { force: true })
        throw error
      }
      return { bytes }
    },
    get: async (key) => {
      const stream = createReadStream(place(key))
      await new Promise<void>((resolve, reject) => {
        stream.once('open', () => resolve())
        stream.once('error', reject)
      })
      return toWeb(stream)
    },
    remove: async (key) => {
      await rm(place(key), { force: true })
    },
  }
}

async function* iterate(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    reader.releaseLock()
  }
}

/** Node's own type of a web stream differs from the global one in name only. */
function toWeb(stream: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(stream) as unknown as ReadableStream<Uint8Array>
}
