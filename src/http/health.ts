import { checkReady } from '../services/check-ready.ts'
import type { App, HttpDeps, Parts } from './parts.ts'

/** /healthz: the process lives. /readyz: it can serve: the database answers, migrations are done, the queue runs. */
export function healthRoutes(app: App, deps: HttpDeps, parts: Pick<Parts, 'isStarted'>): void {
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', async (c) => {
    const checks = { started: parts.isStarted(), database: await checkReady(deps) }
    const isReady = checks.started && checks.database
    return c.json({ status: isReady ? 'ok' : 'unavailable', checks }, isReady ? 200 : 503)
  })
}
