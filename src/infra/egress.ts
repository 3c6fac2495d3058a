import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import type { Egress } from '../../core/ports.ts'

const defaultTimeoutMs = 15_000
const defaultMaxBytes = 25 * 1024 * 1024
const maxRedirects = 3

/** What no outside call may reach: this machine, private and link-local networks, and what maps to them. */
const refused = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  refused.addSubnet(network, prefix, 'ipv4')
}
for (const [network, prefix] of [
  // With ::1 and the old form of an IPv4 address inside.
  ['::', 96],
  // These carry an IPv4 address: translation, Teredo, 6to4.
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  refused.addSubnet(network, prefix, 'ipv6')
}

export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped?.[1]) return isPrivateAddress(mapped[1])
  const family = isIP(address)
  if (family === 0) return true
  if (family === 6 && /^::ffff:/i.test(address)) return true
  return refused.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/**
 * The hub's one way out. http and https only; a deadline over headers and body; a limit on the body; each hop of a redirect is checked again. A name
 * is looked up and every address that it has must be public, unless its host (or host:port) is in `allow`.
 * @throws TypeError without the address in its message: it may hold a secret.
 */
export function createEgress(options: {
  readonly allow: readonly string[]
  readonly resolve?: (host: string) => Promise<readonly string[]>
}): Egress {
  const resolve = options.resolve ?? (async (host: string) => (await lookup(host, { all: true })).map((entry) => entry.address))

  async function permit(url: URL): Promise<void> {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refusal('only http and https')
    const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
    if (options.allow.includes(host) || options.allow.includes(url.host)) return
    const addresses = isIP(host) ? [host] : await resolve(host).catch(() => [])
    if (addresses.length === 0) throw refusal('the host has no address')
    if (addresses.some(isPrivateAddress)) throw refusal('a private host, which EGRESS_ALLOW does not name')
  }

  return async (target, init = {}) => {
    const { timeoutMs = defaultTimeoutMs, maxBytes = defaultMaxBytes, signal, ...rest } = init
    const deadline = AbortSignal.timeout(timeoutMs)
    const combined = signal ? AbortSignal.any([signal, deadline]) : deadline
    let url = new URL(target)
    for (let hop = 0; ; hop += 1) {
      await permit(url)
      const response = await fetch(url, { ...rest, redirect: 'manual', signal: combined })
      const location = response.headers.get('location')
      if (response.status < 300 || response.status > 399 || location === null) return limited(response, maxBytes)
      await response.body?.cancel()
      if (hop === maxRedirects || (rest.method !== undefined && rest.method !== 'GET'))
        throw new TypeError('egress: redirected too often')
      const next = new URL(location, url)
      // Credentials are for the host that was asked.
      if (next.origin !== url.origin) rest.headers = new Headers()
      url = next
    }
  }
}

/** Nothing was sent: callers may tell by the code that trying again is safe. */
function refusal(why: string): TypeError {
  return Object.assign(new TypeError(`egress: ${why}`), { code: 'EGRESS_REFUSED' })
}

function limited(response: Response, maxBytes: number): Response {
  if (response.body === null) return response
  let seen = 0
  const body = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        seen += chunk.length
        if (seen > maxBytes) controller.error(new TypeError('egress: the answer is too large'))
        else controller.enqueue(chunk)
      },
    }),
  )
  return new Response(body, { status: response.status, statusText: response.statusText, headers: response.headers })
}
