// Holds the browser code to its budget: what a visitor and a manager load before they see anything, compressed as it is sent.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const DIST = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../dist/web')
const KB = 1000

/** @typedef {{ file: string, css?: string[], imports?: string[], assets?: string[] }} Chunk */

const loader = ['widget/loader.js']
const frame = firstFiles('widget', 'frame/main.tsx')
const inbox = firstFiles('inbox', 'index.html')
const isStyle = (/** @type {string} */ file) => file.endsWith('.css')
const isScript = (/** @type {string} */ file) => file.endsWith('.js')

const budgets = [
  { name: 'widget loader', limit: 4 * KB, files: loader },
  { name: 'widget, first open', limit: 28 * KB, files: frame && [...loader, ...frame] },
  { name: 'inbox, first scripts', limit: 230 * KB, files: inbox?.filter(isScript) },
  { name: 'inbox, first styles', limit: 20 * KB, files: inbox?.filter(isStyle) },
]

for (const { name, limit, files } of budgets) {
  const missing = files?.find((file) => !existsSync(path.join(DIST, file)))
  if (files === undefined || missing !== undefined) {
    console.log(`${name}: not built, not measured`)
    // In CI nothing may be skipped.
    if (process.env['CI'] === 'true') process.exitCode = 1
    continue
  }
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(path.join(DIST, file)), { level: 9 }).length, 0)
  console.log(`${name}: ${(bytes / KB).toFixed(1)} of ${limit / KB} kB${bytes > limit ? ' - TOO BIG' : ''}`)
  if (bytes > limit) process.exitCode = 1
}

/**
 * The files that a page needs at once: its entry, what that imports, their styles and assets; not what it may load later.
 * @param {string} app
 * @param {string} entry
 * @returns {string[] | undefined} undefined when the app has not been built
 */
function firstFiles(app, entry) {
  const manifestFile = path.join(DIST, app, '.vite/manifest.json')
  if (!existsSync(manifestFile)) return undefined
  /** @type {Record<string, Chunk>} */
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))
  const seen = new Set()
  const files = new Set()
  /** @param {string} key */
  const visit = (key) => {
    const chunk = manifest[key]
    if (chunk === undefined || seen.has(key)) return
    seen.add(key)
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(path.join(app, file))
    for (const imported of chunk.imports ?? []) visit(imported)
  }
  visit(entry)
  return seen.size === 0 ? undefined : [...files]
}
