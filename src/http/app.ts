import { Hono, type MiddlewareHandler } from 'hono'
import { resolveActor } from '../services/access/resolve-actor.ts'
import { accessRoutes, setCookies } from './access.ts'
import { bodyLimit } from './body-limit.ts'
import { docsRoutes } from './docs.ts'
import { edge } from './edge.ts'
import { healthRoutes } from './health.ts'
import { createHttpMetrics, metricsRoute } from './metrics.ts'
import { notFound, onError } from './on-error.ts'
import type { App, HttpDeps, Parts } from './parts.ts'
import { peopleRoutes } from './people.ts'
import type { Api, Env } from './router.ts'
import { refuseForeignOrigin } from './same-origin.ts'
import { webApp } from './web-app.ts'

/** The hub's whole outside: the API, what the parts add, health and metrics, the pages. */
export function createApp(deps: HttpDeps, parts: Parts): App {
  const app = createWorkerApp(deps, parts)
  docsRoutes(app, parts.version)
  app.route('/api/v1', createApi(deps, parts))
  for (const mount of parts.app) mount(app)
  webApp(app, parts.webDir)
  return app
}

/** A process that only works says how it is, and nothing else. */
export function createWorkerApp(deps: HttpDeps, parts: Pick<Parts, 'isStarted' | 'metrics' | 'maxUploadBytes'>): App {
  const app: App = new Hono<Env>()
  app.onError(onError(deps.log))
  app.notFound(notFound)
  app.use(edge(deps, createHttpMetrics(parts.metrics)))
  app.use(bodyLimit({ maxUploadBytes: parts.maxUploadBytes }))
  healthRoutes(app, deps, parts)
  metricsRoute(app, deps, parts.metrics)
  return app
}

function createApi(deps: HttpDeps, parts: Pick<Parts, 'api' | 'resolveVisitor'>): Api {
  const api: Api = new Hono<Env>()
  api.use(whoAsks(deps, parts))
  accessRoutes(api, deps)
  peopleRoutes(api, deps)
  for (const mount of parts.api) mount(api)
  return api
}

/** Finds out who asks; whether they may is for the route (router.ts). */
function whoAsks(deps: HttpDeps, { resolveVisitor }: Pick<Parts, 'resolveVisitor'>): MiddlewareHandler<Env> {
  return async (c, next) => {
    c.header('Cache-Control', 'no-store')
    const authorization = c.req.header('authorization') ?? null
    if (c.req.path.startsWith('/api/v1/widget/')) {
      const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
      if (token !== undefined) c.set('visitor', await resolveVisitor(token))
    } else {
      refuseForeignOrigin(c, deps.config)
      const { actor, credentialId, cookies } = await resolveActor(deps, { authorization, cookie: c.req.header('cookie') ?? null })
      c.set('actor', actor)
      c.set('credentialId', credentialId)
      setCookies(c, cookies)
    }
    await next()
  }
}
