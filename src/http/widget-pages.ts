import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { compress } from 'hono/compress'
import { html } from 'hono/html'
import { foreOn } from '../../core/api/color.ts'
import type { FrameBoot, LoaderConfig } from '../../core/api/widget.ts'
import type { Deps } from '../deps.ts'
import { frameAncestors, isAllowedSite } from '../services/widget/allowed-sites.ts'
import { findWidget, titleOf, type Widget } from '../services/widget/find-widget.ts'
import { firstWidgetId } from '../services/widget/first-widget-id.ts'
import { signTicket } from '../services/widget/ticket.ts'
import { greetingOf } from '../services/widget/visitor-state.ts'
import { demoPage } from './demo-page.ts'
import type { App } from './parts.ts'
import type { Env } from './router.ts'
import { createWidgetAssets, type WidgetAssets } from './widget-assets.ts'

const oneYearSeconds = 31_536_000
const scriptType = { 'Content-Type': 'text/javascript; charset=utf-8' }

/** The widget's public outside: the loader script, the document of the frame, their files, and a page to try it on. */
export function widgetPages(app: App, deps: Deps, options: { readonly widgetDir: string }): void {
  const assets = createWidgetAssets(options.widgetDir)

  app.get('/w/:file{[\\w-]+\\.js}', compress(), async (c) => {
    const [widget, built] = await Promise.all([findWidget(deps, c.req.param('file').slice(0, -'.js'.length)), assets()])
    // The page around it may isolate itself; the script is for everyone.
    c.header('Cross-Origin-Resource-Policy', 'cross-origin')
    if (!built) return c.body('/* Hubbub: the widget has not been built */', 503, scriptType)
    if (!widget)
      return c.body('/* Hubbub: there is no chat of this name, or it is paused */', 404, {
        ...scriptType,
        'Cache-Control': 'no-cache',
      })
    return await loaderAnswer(c, deps, widget, built)
  })

  app.get('/w/:publicId{[\\w-]+}/frame', compress(), async (c) => {
    const [widget, built] = await Promise.all([findWidget(deps, c.req.param('publicId')), assets()])
    if (!built) return refusal(c, 503, 'The chat has not been built yet.')
    if (!widget) return refusal(c, 404, 'This chat is closed at the moment.')
    return await frameAnswer(c, deps, widget, built)
  })

  // Their names change with their content.
  app.get('/w-assets/assets/:file{[\\w.-]+}', async (c) => {
    const file = (await assets())?.files.get(c.req.param('file'))
    if (!file) return c.notFound()
    const takesGzip = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '')
    return c.body(takesGzip ? file.gzipped : file.plain, 200, {
      'Content-Type': file.type,
      ...(takesGzip && { 'Content-Encoding': 'gzip' }),
      Vary: 'Accept-Encoding',
      'Cache-Control': `public, max-age=${oneYearSeconds}, immutable`,
      'Cross-Origin-Resource-Policy': 'cross-origin',
    })
  })

  app.get('/demo', compress(), async (c) => {
    const publicId = c.req.query('widget') ?? (await firstWidgetId(deps))
    const widget = publicId === null ? null : await findWidget(deps, publicId)
    const nonce = crypto.randomUUID()
    c.header('Content-Security-Policy', demoPolicy(nonce))
    c.header('Cache-Control', 'no-store')
    return c.html(demoPage({ publicId: widget?.publicId ?? null, nonce }), widget ? 200 : 404)
  })
}

/** One request brings the loader and all that it must know; it is asked for at each visit and answered with 304 until something changed. */
async function loaderAnswer(c: Context<Env>, deps: Deps, widget: Widget, built: WidgetAssets): Promise<Response> {
  const { color, position } = widget.look
  const config: LoaderConfig = {
    publicId: widget.publicId,
    title: await titleOf(deps, widget),
    color,
    ink: foreOn(color),
    side: position,
    label: '',
  }
  const body = `(function(hubbubConfig){${built.loader}})(${inScript(config)})`
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const headers = { ...scriptType, ETag: etag, 'Cache-Control': 'public, no-cache', 'Access-Control-Allow-Origin': '*' }
  // A proxy that compresses makes the tag a weak one.
  const known = (c.req.header('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return known.includes(etag) ? c.body(null, 304, headers) : c.body(body, 200, headers)
}

/**
 * The document of the frame. Which page it may stand in is checked twice: here, to say why not in words, and by the browser, which knows better
 * than the address. The ticket that it carries is what a session begins with.
 */
async function frameAnswer(c: Context<Env>, deps: Deps, widget: Widget, built: WidgetAssets): Promise<Response> {
  const own = ownOrigins(c, deps)
  const { allowedSites } = widget.look
  const parentOrigin = c.req.query('parent') ?? ''
  const isAllowed = own.includes(parentOrigin) || isAllowedSite(parentOrigin, allowedSites)
  if (!isAllowed || contradicts(c.req.header('referer'), [parentOrigin, ...own])) {
    return refusal(
      c,
      403,
      'This chat may not be shown on this website. The website can be added to the allowed sites of the chat.',
    )
  }
  const locale = c.req.header('accept-language')?.split(',')[0]?.split(';')[0] ?? 'en'
  const boot: FrameBoot = {
    publicId: widget.publicId,
    ticket: signTicket(deps.ticketKey, { publicId: widget.publicId, parentOrigin }, deps.clock.now()),
    parentOrigin,
    title: await titleOf(deps, widget),
    greeting: greetingOf(widget, locale),
    color: widget.look.color,
  }
  setFrameHeaders(c, `${framePolicy} frame-ancestors ${frameAncestors(allowedSites, own)}`)
  return c.html(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${boot.title}</title>
${built.frame.styles.map((style) => html`<link rel="stylesheet" href="/w-assets/${style}">`)}
<meta name="hubbub" content="${JSON.stringify(boot)}">
<script type="module" src="/w-assets/${built.frame.script}"></script>
</head>
<body></body>
</html>`)
}

const framePolicy = [
  "default-src 'none';",
  "script-src 'self';",
  "style-src 'self';",
  "connect-src 'self';",
  "img-src 'self' blob:;",
  "media-src 'self' blob:;",
  "base-uri 'none';",
  "form-action 'none';",
  "require-trusted-types-for 'script';",
].join(' ')

const demoPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'self'`,
    `style-src 'nonce-${nonce}'`,
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

function setFrameHeaders(c: Context<Env>, policy: string): void {
  c.header('Content-Security-Policy', policy)
  c.header('Referrer-Policy', 'no-referrer')
  c.header('Permissions-Policy', 'camera=(), microphone=(), geolocation=()')
  // Pages that isolate themselves load no frame that does not say these.
  c.header('Cross-Origin-Embedder-Policy', 'require-corp')
  c.header('Cross-Origin-Resource-Policy', 'cross-origin')
  c.header('Cache-Control', 'no-store')
}

/** Says why there is no chat, to whoever looks: nothing in it is worth protecting, so it may stand in any frame. */
function refusal(c: Context<Env>, status: 403 | 404 | 503, text: string): Response | Promise<Response> {
  setFrameHeaders(c, "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *")
  return c.html(
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Chat</title>
</head>
<body>
<h1>There is no chat here</h1>
<p>${text}</p>
</body>
</html>`,
    status,
  )
}

/** The hub's own addresses: its test page may always show a widget. */
function ownOrigins(c: Context<Env>, deps: Deps): string[] {
  const host = c.req.header('host')
  const candidates = [deps.config.publicUrl, ...(host === undefined ? [] : [`http://${host}`, `https://${host}`])]
  return [...new Set(candidates.flatMap((url) => (url !== null && URL.canParse(url) ? [new URL(url).origin] : [])))]
}

/** Where the browser names the page that the request comes from, it must be one of these. */
function contradicts(referer: string | undefined, origins: readonly string[]): boolean {
  return referer !== undefined && URL.canParse(referer) && !origins.includes(new URL(referer).origin)
}

/** JSON as it may stand in a script, whatever is in the texts. */
const inScript = (value: object): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
