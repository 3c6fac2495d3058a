import type { Context } from 'hono'
import { HubError } from '../../core/errors.ts'
import type { Env } from './router.ts'

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])
/** What another site can send from a form without the browser asking us first. */
const formTypes = /^(application\/x-www-form-urlencoded|text\/plain|multipart\/form-data)\b/i

/**
 * Refuses what another site makes a browser send with its cookie (or with somebody else's password). What carries a key or token in its
 * Authorization header needs no such check, since no browser adds that by itself.
 * @throws HubError forbidden
 */
export function refuseForeignOrigin(c: Context<Env>, options: { readonly publicUrl: string | null }): void {
  if (reading.has(c.req.method) || c.req.header('authorization') !== undefined) return
  if (!isSameOrigin(c, options)) throw new HubError('forbidden', 'This request comes from another site.')
  // A file comes as a form, but the browsers that can send one from elsewhere say where it comes from.
  const type = c.req.header('content-type') ?? ''
  const isUpload = /^multipart\/form-data\b/i.test(type) && c.req.path.endsWith('/files')
  if (formTypes.test(type) && !isUpload) throw new HubError('forbidden', 'Send JSON, with Content-Type: application/json.')
}

/** True also where nothing says where the request comes from: then it is no browser's. For sockets, too. */
export function isSameOrigin(c: Context<Env>, options: { readonly publicUrl: string | null }): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = c.req.header('origin')
  if (origin === undefined) return true
  const own = [
    originOf(options.publicUrl),
    ...['http', 'https'].map((scheme) => originOf(`${scheme}://${c.req.header('host') ?? ''}`)),
  ]
  return own.includes(origin)
}

function originOf(url: string | null): string | null {
  try {
    return url === null ? null : new URL(url).origin
  } catch {
    // A Host header that is no host.
    return null
  }
}
