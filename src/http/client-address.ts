import { BlockList, isIP } from 'node:net'
import type { Context } from 'hono'

/** Stands for a caller without a socket (a test): no address that anything is allowed for. */
export const unknownAddress = 'unknown'

/** Who is at the other end of the connection itself, whatever headers say. */
export function peerAddress(c: Context): string {
  const address = property(property(property(c.env, 'incoming'), 'socket'), 'remoteAddress')
  return typeof address === 'string' ? plain(address) : unknownAddress
}

/** Asked for each request, so without a schema: what @hono/node-server puts into `c.env`, if it is there. */
function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

/**
 * The caller's address: the peer, or where the peer is one of our proxies, the last address in X-Forwarded-For that is not. What stands further
 * left was written by the caller.
 * @throws Error for an entry that is neither an address nor a network
 */
export function createClientAddress(
  trustedProxies: readonly string[],
): (peer: string, forwardedFor: string | undefined) => string {
  if (trustedProxies.length === 0) return (peer) => peer
  const trusted = new BlockList()
  for (const entry of trustedProxies) trust(trusted, entry)
  const isTrusted = (address: string) => isIP(address) !== 0 && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  return (peer, forwardedFor) => {
    let address = peer
    const hops = (forwardedFor ?? '').split(',').map((hop) => plain(hop.trim()))
    while (isTrusted(address)) {
      const hop = hops.pop()
      if (hop === undefined || isIP(hop) === 0) break
      address = hop
    }
    return address
  }
}

function trust(list: BlockList, entry: string): void {
  const [address = '', prefix] = entry.split('/')
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  const bits = Number(prefix ?? (family === 'ipv6' ? 128 : 32))
  if (isIP(address) === 0 || !Number.isInteger(bits))
    throw new Error(`TRUSTED_PROXIES: ${entry} is neither an address nor a network`)
  list.addSubnet(address, bits, family)
}

/** An IPv4 caller of a socket that also takes IPv6 looks like ::ffff:192.0.2.1. */
function plain(address: string): string {
  if (!address.startsWith(':')) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  return mapped?.[1] ?? address
}
