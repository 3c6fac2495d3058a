import type { REST, RESTOptions } from 'discord.js'
import type { ZodType } from 'zod'
import type { ConnectionDeps } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import { NoAnswer, noAnswer, Refused, toChannelError } from './errors.ts'
import { isRecord } from './packet.ts'

const ordinaryTimeoutMs = 20_000
const uploadTimeoutMs = 180_000
/** 100 messages of at most some 20 kB each. */
const maxAnswerBytes = 8 * 1024 * 1024
/** The library waits this long for a limit that it knows of; for more, the hub does. */
const longestLibraryWaitMs = 5_000

export type ApiRequest = Readonly<{
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: `/${string}`
  query?: Readonly<Record<string, string>>
  body?: object
  /** Instead of `body`: what is sent as it is. */
  upload?: Readonly<{ contentType: string; body: AsyncIterable<Uint8Array> }>
}>

export type Client = Readonly<{
  apiRoot: string
  /** What the library is built with, here and for the gateway: no retries of its own, and every request by the hub's way out. */
  restOptions: Partial<RESTOptions>
  /** Runs one call and reads its answer. @throws ChannelError only */
  call: <T>(name: string, request: ApiRequest, answer: ZodType<T>, signal: AbortSignal) => Promise<T>
}>

export function createClient(deps: Pick<ConnectionDeps, 'fetch' | 'apiRoot'>, botToken: string): Client {
  const apiRoot = (deps.apiRoot ?? 'https://discord.com/api').replace(/\/+$/, '')
  const restOptions: Partial<RESTOptions> = {
    api: apiRoot,
    version: '10',
    // The hub tries again, with its own pauses and its own count.
    retries: 0,
    rejectOnRateLimit: ({ retryAfter }) => retryAfter > longestLibraryWaitMs,
    // The egress has the deadline; this one only has to be later.
    timeout: 600_000,
    makeRequest: asMakeRequest((url, init) => send(deps, url, init)),
  }
  let rest: Promise<REST> | null = null
  const open = (): Promise<REST> => {
    rest ??= import('discord.js').then((library) => new library.REST(restOptions).setToken(botToken))
    return rest
  }
  return {
    apiRoot,
    restOptions,
    call: async (name, request, answer, signal) => {
      if (signal.aborted) throw toChannelError(name, new NoAnswer('not_started'))
      try {
        const given = await (await open()).request(toLibrary(request, signal))
        const parsed = answer.safeParse(given)
        if (!parsed.success) throw new NoAnswer('garbage')
        return parsed.data
      } catch (error) {
        throw toChannelError(name, error)
      }
    },
  }
}

function toLibrary(request: ApiRequest, signal: AbortSignal): Parameters<REST['request']>[0] {
  const { method, path, query, body, upload } = request
  return {
    method: asMethod(method),
    fullRoute: path,
    signal,
    ...(query === undefined ? {} : { query: new URLSearchParams(query) }),
    ...(body === undefined ? {} : { body }),
    ...(upload === undefined
      ? {}
      : { body: upload.body, passThroughBody: true, headers: { 'content-type': upload.contentType } }),
  }
}

type Init = Readonly<{ method: string; headers: Record<string, string>; body: unknown; signal: AbortSignal }>

/** One request through the hub's way out. What it throws holds no address. */
async function send(deps: Pick<ConnectionDeps, 'fetch'>, url: string, init: Init): Promise<Response> {
  const isUpload = typeof init.body === 'object' && init.body !== null
  try {
    init.signal.throwIfAborted()
    const response = await deps.fetch(url, {
      method: init.method,
      headers: init.headers,
      ...asBody(init.body),
      signal: init.signal,
      timeoutMs: isUpload ? uploadTimeoutMs : ordinaryTimeoutMs,
      maxBytes: maxAnswerBytes,
    })
    return await asAnswer(response)
  } catch (error) {
    if (error instanceof ChannelError || error instanceof Refused) throw error
    throw noAnswer(error)
  }
}

/** Only what went well reaches the library: it would wait out a 429 by itself, and put the address into its errors. */
async function asAnswer(response: Response): Promise<Response> {
  const text = await response.text()
  const body = parseJson(text)
  if (!response.ok) throw refusal(response, body)
  if (response.status !== 204 && body === undefined) throw new NoAnswer('garbage', response.status)
  const headers = new Headers([...response.headers].filter(([name]) => name.startsWith('x-ratelimit-')))
  if (body === undefined) return new Response(null, { status: 204, headers })
  headers.set('content-type', 'application/json')
  return new Response(JSON.stringify(body), { status: response.status, headers })
}

function refusal(response: Response, body: unknown): Refused {
  const told = isRecord(body) ? body : {}
  const code = typeof told['code'] === 'number' ? told['code'] : null
  const inBody = typeof told['retry_after'] === 'number' ? told['retry_after'] : null
  const seconds = inBody ?? Number(response.headers.get('retry-after') ?? 'NaN')
  const retryAfterMs = Number.isFinite(seconds) ? Math.ceil(Math.min(Math.max(seconds, 0), 86_400) * 1000) : null
  return new Refused(response.status, code, retryAfterMs, complaintsIn(told['errors'], 0))
}

/** https://discord.com/developers/docs/reference#error-messages: a tree with `_errors` at its ends. */
function complaintsIn(value: unknown, depth: number): readonly string[] {
  if (depth > 6) return []
  if (Array.isArray(value)) return value.flatMap((one) => complaintsIn(one, depth + 1))
  if (!isRecord(value)) return []
  const own = typeof value['code'] === 'string' ? [value['code'].slice(0, 60)] : []
  return [...own, ...Object.values(value).flatMap((one) => complaintsIn(one, depth + 1))]
}

/** undefined when it is not JSON. What is read goes into the journal, and PostgreSQL stores no NUL. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown) =>
      typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '') : value,
    )
  } catch {
    return undefined
  }
}

/** Node's own name for it is not global. */
type BodyInit = NonNullable<RequestInit['body']>

// Node's fetch sends anything that can be iterated, but wants to be told that the answer comes after the request.
function asBody(body: unknown): Readonly<{ body?: BodyInit; duplex?: 'half' }> {
  if (typeof body === 'string') return { body }
  if (typeof body === 'object' && body !== null && Symbol.asyncIterator in body) return { body: asBodyInit(body), duplex: 'half' }
  return {}
}

/** Node's fetch takes an async iterable of bytes; its type does not say so. */
function asBodyInit(body: object): BodyInit {
  return body as BodyInit
}

/** The library types this by undici's own fetch; it passes these fields and reads what every `Response` has. */
function asMakeRequest(request: (url: string, init: Init) => Promise<Response>): RESTOptions['makeRequest'] {
  return request as unknown as RESTOptions['makeRequest']
}

/** An enum of the library's, whose values are these words. */
function asMethod(method: ApiRequest['method']): Parameters<REST['request']>[0]['method'] {
  return method as Parameters<REST['request']>[0]['method']
}
