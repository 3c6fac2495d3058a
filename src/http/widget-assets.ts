import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { z } from 'zod'

const compress = promisify(gzip)
const manifest = z.record(z.string(), z.object({ file: z.string(), css: z.array(z.string()).optional() }))
const types: Readonly<Record<string, string>> = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' }

/** A file as it is sent; both forms are ready, since every visitor who opens a chat waits for it. */
export type AssetFile = Readonly<{ type: string; plain: Uint8Array<ArrayBuffer>; gzipped: Uint8Array<ArrayBuffer> }>

/** The built widget (dist/web/widget): the loader, and the frame's files by their hashed names. */
export type WidgetAssets = Readonly<{
  loader: string
  frame: Readonly<{ script: string; styles: readonly string[] }>
  files: ReadonlyMap<string, AssetFile>
}>

/** Read once; null where the widget has not been built. */
export function createWidgetAssets(dir: string): () => Promise<WidgetAssets | null> {
  let known: Promise<WidgetAssets | null> | null = null
  return async () => {
    known ??= load(dir)
    const assets = await known
    // It may be built while the hub runs.
    if (assets === null) known = null
    return assets
  }
}

async function load(dir: string): Promise<WidgetAssets | null> {
  try {
    const [loader, text, names] = await Promise.all([
      readFile(join(dir, 'loader.js'), 'utf8'),
      readFile(join(dir, '.vite', 'manifest.json'), 'utf8'),
      readdir(join(dir, 'assets')),
    ])
    const frame = manifest.parse(JSON.parse(text))['frame/main.tsx']
    if (!frame) return null
    const files = await Promise.all(names.map((name) => readAsset(join(dir, 'assets'), name)))
    return {
      loader: loader.trim(),
      frame: { script: frame.file, styles: frame.css ?? [] },
      files: new Map(files.filter((file) => file !== null)),
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

async function readAsset(dir: string, name: string): Promise<readonly [string, AssetFile] | null> {
  const type = types[extname(name)]
  if (type === undefined) return null
  const plain = await readFile(join(dir, name))
  return [name, { type, plain: new Uint8Array(plain), gzipped: new Uint8Array(await compress(plain, { level: 9 })) }]
}
