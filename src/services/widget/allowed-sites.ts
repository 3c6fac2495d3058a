/** Where a widget may stand. An entry is `host`, `*.host` or `host:port`; without a port it means the usual one, for localhost any. */

/** True for an origin that the list names. An empty list names every website: the one deliberate exception to failing closed. */
export function isAllowedSite(origin: string, allowedSites: readonly string[]): boolean {
  const url = URL.canParse(origin) ? new URL(origin) : null
  // A page without an origin of its own (a sandbox, a file) can't be told from any other.
  if (url === null || url.origin !== origin || (url.protocol !== 'https:' && url.protocol !== 'http:')) return false
  if (allowedSites.length === 0) return true
  return allowedSites.some((site) => {
    const { host, port } = split(site)
    const isHost = host.startsWith('*.') ? url.hostname.endsWith(host.slice(1)) : url.hostname === host
    return isHost && (port === '*' || port === url.port)
  })
}

/** The same for the browser: the sources of `frame-ancestors`. `own` are the hub's origins, whose test page may always show the widget. */
export function frameAncestors(allowedSites: readonly string[], own: readonly string[]): string {
  if (allowedSites.length === 0) return '*'
  const sites = allowedSites.flatMap((site) => {
    const { host, port } = split(site)
    const place = port === '' ? host : `${host}:${port}`
    return [`https://${place}`, `http://${place}`]
  })
  return ["'self'", ...own, ...sites].join(' ')
}

function split(site: string): { readonly host: string; readonly port: string } {
  const [host = '', port] = site.split(':')
  if (port !== undefined) return { host, port: port === '80' || port === '443' ? '' : port }
  return { host, port: host === 'localhost' || host === '127.0.0.1' ? '*' : '' }
}
