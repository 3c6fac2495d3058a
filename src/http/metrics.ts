import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import { Histogram, type Registry } from 'prom-client'
import { HubError } from '../../core/errors.ts'
import { peerAddress } from './client-address.ts'
import type { App, HttpDeps } from './parts.ts'

export type HttpMetrics = Readonly<{
  observe: (request: {
    readonly method: string
    readonly route: string
    readonly status: number
    readonly seconds: number
  }) => void
}>

export function createHttpMetrics(registry: Registry): HttpMetrics {
  const seconds = new Histogram({
    name: 'hubbub_http_request_seconds',
    help: 'How long HTTP requests took, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  })
  return {
    observe: (request) =>
      seconds.observe({ method: request.method, route: request.route, status: request.status }, request.seconds),
  }
}

/** For a collector: with the token where one is set, else from this machine only. */
export function metricsRoute(app: App, deps: HttpDeps, registry: Registry): void {
  app.get('/metrics', async (c) => {
    const { metricsToken } = deps.config
    const forwarded = c.req.header('x-forwarded-for') ?? c.req.header('forwarded')
    const mayRead =
      metricsToken === null
        ? // What a proxy on this machine forwards comes from elsewhere.
          isLoopback(peerAddress(c)) && forwarded === undefined
        : isSame(c.req.header('authorization') ?? '', `Bearer ${metricsToken}`)
    if (!mayRead) throw new HubError('unauthenticated', 'Metrics need their token.')
    return c.text(await registry.metrics(), 200, { 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' })
  })
}

function isLoopback(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
}

function isSame(given: string, right: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(right))
}
