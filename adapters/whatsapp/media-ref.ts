import type { ExternalId } from '../../core/channel.ts'

const twilioApi = 'https://api.twilio.com'
const maxRefChars = 256

/** Where the API is: Twilio's own, or the one base that stands for all its hosts. */
export function apiBaseOf(apiRoot: string | null): string {
  return (apiRoot ?? twilioApi).replace(/\/+$/, '')
}

/** A media address as we keep it: the path for Twilio's API, the whole for any other host. null where it can't be kept. */
export function refOf(mediaUrl: string, apiRoot: string | null): ExternalId | null {
  const url = parseUrl(mediaUrl)
  if (url === null) return null
  const isApi = url.origin === twilioApi || url.origin === parseUrl(apiBaseOf(apiRoot))?.origin
  const ref = isApi ? `${url.pathname}${url.search}` : url.href
  return ref.length > maxRefChars ? null : ref
}

/** Credentials go to Twilio's hosts only, over https, or to the base that stands for them. null for what is no reference of ours. */
export function placeOf(ref: ExternalId, apiRoot: string | null): Readonly<{ url: string; credentials: boolean }> | null {
  const base = apiBaseOf(apiRoot)
  // `//host` and `/\host` would be another host's address.
  if (/^\/[^/\\]/.test(ref)) return { url: `${base}${ref}`, credentials: true }
  const url = parseUrl(ref)
  if (url === null) return null
  const isTwilio = url.protocol === 'https:' && /(^|\.)twilio\.com$/.test(url.hostname)
  return { url: url.href, credentials: isTwilio }
}

function parseUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null
  const known = url !== null && (url.protocol === 'https:' || url.protocol === 'http:')
  return known && url.username === '' && url.password === '' ? url : null
}
