import type { Context, Hono } from 'hono'
import type { z } from 'zod'
import type { Endpoint } from '../../core/api/endpoint.ts'
import {
  type EndpointKey,
  endpoints,
  type HandlerAnswer,
  type HandlerBody,
  type HandlerParams,
  type HandlerQuery,
} from '../../core/api/index.ts'
import { HubError } from '../../core/errors.ts'
import type { Actor } from '../../core/permissions.ts'
import type { Visitor } from '../services/widget/visitor.ts'

/** What the middleware knows of the caller; null for who is not that. */
export type Env = {
  Variables: { requestId: string; ip: string; actor: Actor | null; credentialId: string | null; visitor: Visitor | null }
}
export type Api = Hono<Env>

type WhoAsks<K extends EndpointKey> = (typeof endpoints)[K]['access'] extends 'open'
  ? { readonly actor: null; readonly visitor: null }
  : (typeof endpoints)[K]['access'] extends 'visitor'
    ? { readonly actor: null; readonly visitor: Visitor }
    : { readonly actor: Actor; readonly visitor: null }

export type Request<K extends EndpointKey> = WhoAsks<K> & {
  readonly params: HandlerParams<K>
  readonly query: HandlerQuery<K>
  readonly body: HandlerBody<K>
  /** For cookies, headers and the multipart body; the address of the caller is `c.var.ip`. */
  readonly c: Context<Env>
}

/** Nothing, where the table says 204. */
export type Handler<K extends EndpointKey> = (
  request: Request<K>,
) => Promise<
  (typeof endpoints)[K] extends { binary: true } ? Response : undefined extends HandlerAnswer<K> ? void : HandlerAnswer<K>
>

/** Endpoints that have a handler; a test compares it with the table. */
export const routed = new WeakMap<Api, Set<EndpointKey>>()

/**
 * One operation of the API: who may call → validate → one service → present. The answer is what the handler returns, with the status of the table.
 */
export function route<K extends EndpointKey>(api: Api, key: K, handler: Handler<K>): void {
  const endpoint: Endpoint = endpoints[key]
  const [method = '', path = ''] = key.split(' ')
  const known = routed.get(api) ?? new Set()
  routed.set(api, known.add(key))
  api.on(method, path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
    const asks = admit(endpoint, c)
    const params = parse(endpoint.params, c.req.param(), 'path')
    const query = parse(endpoint.query, singleValues(c), 'query')
    const body = endpoint.body ? parse(endpoint.body, await readJson(c), 'body') : undefined
    const answer = await handler(toRequest<K>({ ...asks, params, query, body, c }))
    if (answer instanceof Response) return answer
    if (endpoint.status === 204) return c.body(null, 204)
    return c.json(answer as object, endpoint.status)
  })
}

/** The table's schemas gave these values their types; TypeScript can't follow a key into its generic parts. */
function toRequest<K extends EndpointKey>(request: object): Request<K> {
  return request as Request<K>
}

function admit(endpoint: Endpoint, c: Context<Env>): { actor: Actor | null; visitor: Visitor | null } {
  if (endpoint.access === 'open') return { actor: null, visitor: null }
  if (endpoint.access === 'visitor') {
    if (c.var.visitor === null) throw new HubError('unauthenticated', 'This needs the token of a widget session.')
    return { actor: null, visitor: c.var.visitor }
  }
  const { actor } = c.var
  if (actor === null) throw new HubError('unauthenticated', 'Sign in, or send an API key as Authorization: Bearer.')
  if (endpoint.access === 'session' && actor.userId === null)
    throw new HubError('forbidden', 'An API key can’t do this: it is a person’s own matter.')
  if (endpoint.right !== null && !actor.rights.includes(endpoint.right))
    throw new HubError('forbidden', 'Your role does not include this.')
  return { actor, visitor: null }
}

function parse(schema: z.ZodType | undefined, value: unknown, place: 'path' | 'query' | 'body'): unknown {
  if (!schema) {
    if (place !== 'path' && value !== undefined && Object.keys(value as object).length > 0) {
      throw new HubError('invalid', `This operation takes no ${place}.`)
    }
    return undefined
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  // An id that is no uuid can't exist.
  if (place === 'path') throw new HubError('not_found', 'There is nothing with this id.')
  const details = parsed.error.issues.map((issue) => ({
    path: [place === 'query' ? 'query' : '', ...issue.path].filter((part) => part !== ''),
    message: issue.message,
  }))
  throw new HubError('invalid', details[0]?.message ?? 'The request is not right.', { details })
}

function singleValues(c: Context<Env>): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [name, given] of Object.entries(c.req.queries())) {
    if (given.length > 1) throw new HubError('invalid', `The parameter ${name} is given more than once.`)
    values[name] = given[0] ?? ''
  }
  refuseUnstorable(values)
  return values
}

async function readJson(c: Context<Env>): Promise<unknown> {
  const type = c.req.header('content-type') ?? ''
  const text = await c.req.text()
  // Only JSON: a form from another site can't be sent as this type without a preflight.
  if (!/^application\/json\b/i.test(type)) {
    if (text === '') return {}
    throw new HubError('invalid', 'Send JSON, with Content-Type: application/json.')
  }
  if (text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    refuseUnstorable(value)
    return value
  } catch (error) {
    if (error instanceof HubError) throw error
    throw new HubError('invalid', 'The body is not valid JSON.')
  }
}

/** PostgreSQL stores neither NUL nor half a surrogate pair; here they are refused, in platform payloads stripped. */
function refuseUnstorable(value: unknown): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new HubError('invalid', 'A text contains the character NUL.')
    if (!value.isWellFormed()) throw new HubError('invalid', 'A text contains half a character.')
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      refuseUnstorable(key)
      refuseUnstorable(inner)
    }
  }
}
