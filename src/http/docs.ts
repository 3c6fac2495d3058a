import { compress } from 'hono/compress'
import { docsPage } from './docs-page.ts'
import { docsStyle } from './docs-style.ts'
import { type OpenApi, openApi } from './openapi.ts'
import type { App } from './parts.ts'

const docsPolicy =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** The API's document, and the same for people: no script, nothing from elsewhere. */
export function docsRoutes(app: App, version: string): void {
  let document: OpenApi | null = null
  let page: string | null = null
  const load = (): OpenApi => {
    document ??= openApi(version)
    return document
  }
  app.get('/api/v1/openapi.json', compress(), (c) => c.json(load(), 200, { 'Cache-Control': 'no-cache' }))
  app.get('/api/docs', compress(), (c) => {
    page ??= docsPage(load())
    return c.html(page, 200, { 'Content-Security-Policy': docsPolicy, 'Cache-Control': 'no-cache', 'X-Frame-Options': 'DENY' })
  })
  app.get('/api/docs/style.css', (c) =>
    c.body(docsStyle, 200, { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'no-cache' }),
  )
}
