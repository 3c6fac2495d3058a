import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const manifest = z.record(z.string(), z.object({ file: z.string(), css: z.array(z.string()).optional() }))

/** The built widget (dist/web/widget): the loader, and the frame's files by their hashed names. */
export type WidgetAssets = Readonly<{ loader: string; frame: Readonly<{ script: string; styles: readonly string[] }> }>

/** Read once; null where the widget has not been built. */
export function createWidgetAssets(dir: string): () => Promise<WidgetAssets | null> {
  let known: WidgetAssets | null = null
  return async () => {
    known ??= await load(dir)
    return known
  }
}

async function load(dir: string): Promise<WidgetAssets | null> {
  try {
    const [loader, text] = await Promise.all([
      readFile(join(dir, 'loader.js'), 'utf8'),
      readFile(join(dir, '.vite', 'manifest.json'), 'utf8'),
    ])
    const frame = manifest.parse(JSON.parse(text))['frame/main.tsx']
    return frame ? { loader: loader.trim(), frame: { script: frame.file, styles: frame.css ?? [] } } : null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
