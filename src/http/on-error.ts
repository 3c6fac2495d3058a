import type { Context } from 'hono'
import { endpoints } from '../../core/api/index.ts'
import { HubError, statusOfCode } from '../../core/errors.ts'
import type { Log } from '../../core/ports.ts'
import type { Env } from './router.ts'

/** The one place where an error becomes an answer. What is no HubError is a bug: logged with the request's id, and nothing of it told. */
export function onError(log: Log): (error: Error, c: Context<Env>) => Response {
  return (error, c) => {
    const requestId = c.var.requestId ?? null
    if (!(error instanceof HubError) && c.req.raw.signal.aborted) {
      log.debug({ requestId }, 'the caller went away')
      return c.json({ error: { code: 'invalid', message: 'The request came to no end.' }, requestId }, 400)
    }
    if (!(error instanceof HubError)) {
      log.error({ error, requestId }, 'a request failed')
      return c.json({ error: { code: 'internal', message: 'Something went wrong.' }, requestId }, 500)
    }
    const { code, message, details, retryAfterMs } = error
    if (retryAfterMs !== null) c.header('Retry-After', String(Math.max(1, Math.ceil(retryAfterMs / 1000))))
    return c.json({ error: { code, message, ...(details !== undefined && { details }) }, requestId }, statusOfCode[code])
  }
}

/** No such path; or under /api/v1 a path that is there with other methods. */
export function notFound(c: Context<Env>): Response {
  const { requestId } = c.var
  const allowed = methodsOf(c.req.path)
  if (allowed.length > 0 && !allowed.includes(c.req.method)) {
    c.header('Allow', allowed.join(', '))
    return c.json({ error: { code: 'method_not_allowed', message: 'This path takes other methods.' }, requestId }, 405)
  }
  return c.json({ error: { code: 'not_found', message: 'There is nothing here.' }, requestId }, 404)
}

const known = Object.keys(endpoints).map((key) => {
  const [method = '', path = ''] = key.split(' ')
  return { method, pattern: new RegExp(`^/api/v1${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`) }
})

function methodsOf(path: string): string[] {
  return known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)
}
