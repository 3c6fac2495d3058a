import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { createClientAddress, peerAddress } from './client-address.ts'
import type { HttpMetrics } from './metrics.ts'
import type { HttpDeps } from './parts.ts'
import type { Env } from './router.ts'
import { setSecurityHeaders } from './security-headers.ts'

/** Around every request: its id, its caller's address, its line in the log, its time in the metrics, the headers that every answer carries. */
export function edge(deps: HttpDeps, metrics: HttpMetrics): MiddlewareHandler<Env> {
  const clientAddress = createClientAddress(deps.config.trustedProxies)
  const isHttps = deps.config.publicUrl?.startsWith('https://') ?? false
  return async (c, next) => {
    const startedAt = performance.now()
    const requestId = crypto.randomUUID()
    c.set('requestId', requestId)
    c.set('ip', clientAddress(peerAddress(c), c.req.header('x-forwarded-for')))
    c.set('actor', null)
    c.set('credentialId', null)
    c.set('visitor', null)
    await next()
    const isUpgrade = c.req.header('upgrade') !== undefined && c.res.status === 101
    if (!isUpgrade) {
      c.res.headers.set('X-Request-Id', requestId)
      setSecurityHeaders(c.res.headers, { isHttps })
    }
    const durationMs = Math.round((performance.now() - startedAt) * 10) / 10
    const { method } = c.req
    const { status } = c.res
    // The pattern, never the path itself or its query: they hold tokens of links.
    const path = routeOf(c)
    metrics.observe({ method, route: path, status, seconds: durationMs / 1000 })
    deps.log.info({ requestId, method, route: path, status, durationMs }, 'request')
  }
}

function routeOf(c: Context): string {
  const own = matchedRoutes(c).findLast((route) => !route.path.endsWith('*') || route.method !== 'ALL')
  return own?.path ?? 'none'
}
