/**
 * For pages of the inbox: everything from here, nothing from elsewhere, shown in no frame. Styles may stand in elements, since menus and notes are
 * placed that way; scripts may not.
 */
export const pagePolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** For everything that is no page: nothing in it is ever run or shown. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'"

const oneYearSeconds = 31_536_000

/** Sets what the answer does not say itself: the widget's frame has a policy of its own. */
export function setSecurityHeaders(headers: Headers, options: { readonly isHttps: boolean }): void {
  setUnlessGiven(headers, 'Content-Security-Policy', dataPolicy)
  setUnlessGiven(headers, 'Referrer-Policy', 'same-origin')
  headers.set('X-Content-Type-Options', 'nosniff')
  if (options.isHttps) headers.set('Strict-Transport-Security', `max-age=${oneYearSeconds}`)
}

function setUnlessGiven(headers: Headers, name: string, value: string): void {
  if (!headers.has(name)) headers.set(name, value)
}
