import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Context } from 'hono'
import { compress } from 'hono/compress'
import type { App } from './parts.ts'
import type { Env } from './router.ts'
import { pagePolicy } from './security-headers.ts'

/** The addresses that the inbox's own router knows; each is the same document. */
const pages = [
  '/',
  '/setup',
  '/sign-in',
  '/sign-up',
  '/invite/*',
  '/forgot',
  '/reset/*',
  '/inbox',
  '/inbox/*',
  '/admin',
  '/admin/*',
  '/pop',
  '/pop/*',
]

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.map': 'application/json',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
}

const oneYearSeconds = 31_536_000

/** The built inbox: one page, and the files that it loads. */
export function webApp(app: App, webDir: string): void {
  for (const path of pages) app.get(path, compress(), (c) => servePage(c, webDir))
  // Their names change with their content.
  app.get('/assets/:file{[\\w.-]+}', compress(), (c) =>
    serveFile(c, join(webDir, 'assets', c.req.param('file')), `public, max-age=${oneYearSeconds}, immutable`),
  )
  app.get('/:file{[\\w-]+\\.(?:ico|svg|png|webmanifest|txt)}', (c) =>
    serveFile(c, join(webDir, c.req.param('file')), 'public, max-age=3600'),
  )
}

async function servePage(c: Context<Env>, webDir: string): Promise<Response> {
  const html = await readIfThere(join(webDir, 'index.html'))
  c.header('Content-Security-Policy', pagePolicy)
  c.header('X-Frame-Options', 'DENY')
  c.header('Cross-Origin-Opener-Policy', 'same-origin')
  c.header('Cache-Control', 'no-cache')
  return html === null ? c.html(notBuilt, 503) : c.html(html.toString('utf8'))
}

async function serveFile(c: Context<Env>, path: string, cacheControl: string): Promise<Response> {
  const file = await readIfThere(path)
  const type = types[extname(path)]
  if (file === null || type === undefined) return c.notFound()
  return c.body(new Uint8Array(file), 200, { 'Content-Type': type, 'Cache-Control': cacheControl })
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR')) return null
    throw error
  }
}

const notBuilt = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Hubbub</title>
  </head>
  <body style="font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 15vh auto; padding: 0 1rem">
    <h1>The hub runs, its pages are missing</h1>
    <p>They have not been built. Run <code>npm run build</code> (or start with <code>npm start</code>, which does it) and reload.</p>
  </body>
</html>
`
