import { Api, type ApiClientOptions } from 'grammy'
import type { ConnectionDeps } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import { NoAnswer, noAnswer, toChannelError } from './errors.ts'

/** Telegram holds getUpdates open for this long when nothing happens. */
export const longPollSeconds = 25

const ordinaryTimeoutMs = 20_000
const uploadTimeoutMs = 180_000
/** 100 updates of at most some 16 kB each. */
const maxAnswerBytes = 8 * 1024 * 1024

export type Client = Readonly<{
  apiRoot: string
  /** Runs one call. @throws ChannelError only */
  call: <T>(name: string, signal: AbortSignal, run: (api: Api['raw'], signal: GrammySignal) => Promise<T>) => Promise<T>
}>

type Fetch = NonNullable<ApiClientOptions['fetch']>
/** grammY types its signals by a polyfill. */
export type GrammySignal = NonNullable<Parameters<Api['raw']['getMe']>[0]>

export function createClient(deps: Pick<ConnectionDeps, 'fetch' | 'apiRoot'>, botToken: string): Client {
  const apiRoot = (deps.apiRoot ?? 'https://api.telegram.org').replace(/\/+$/, '')
  const api = new Api(botToken, {
    apiRoot,
    fetch: asGrammyFetch((url, init) => send(deps, url, init)),
    // The egress has the deadline; this one only has to be later.
    timeoutSeconds: 600,
    sensitiveLogs: false,
  })
  return {
    apiRoot,
    call: async (name, signal, run) => {
      if (signal.aborted) throw toChannelError(name, new NoAnswer('not_started'))
      try {
        return await run(api.raw, asGrammySignal(signal))
      } catch (error) {
        throw toChannelError(name, error)
      }
    },
  }
}

/** Node's own name for it is not global. */
type BodyInit = NonNullable<RequestInit['body']>

type Init = Readonly<{ method: string; headers: Record<string, string>; body: unknown; signal: GrammySignal | undefined }>

/** One request through the hub's way out. What it throws holds no URL, since that holds the token. */
async function send(deps: Pick<ConnectionDeps, 'fetch'>, url: string, init: Init): Promise<Response> {
  const abort = new AbortController()
  const onAbort = () => abort.abort()
  if (init.signal?.aborted === true) onAbort()
  init.signal?.addEventListener('abort', onAbort)
  const isUpload = typeof init.body !== 'string'
  try {
    const response = await deps.fetch(url, {
      method: init.method,
      headers: { 'content-type': init.headers['content-type'] ?? 'application/json' },
      ...asBody(init.body),
      signal: abort.signal,
      timeoutMs: isUpload
        ? uploadTimeoutMs
        : url.endsWith('/getUpdates')
          ? longPollSeconds * 1000 + ordinaryTimeoutMs
          : ordinaryTimeoutMs,
      maxBytes: maxAnswerBytes,
    })
    return await asAnswer(response)
  } catch (error) {
    throw noAnswer(error)
  } finally {
    init.signal?.removeEventListener('abort', onAbort)
  }
}

/** A gate's error page is no answer of the Bot API, whatever its status. */
async function asAnswer(response: Response): Promise<Response> {
  const text = await response.text()
  try {
    const answer: unknown = JSON.parse(text, withoutNul)
    if (typeof answer === 'object' && answer !== null && 'ok' in answer && typeof answer.ok === 'boolean')
      return Response.json(answer)
  } catch {
    throw new NoAnswer('garbage', response.status)
  }
  throw new NoAnswer('garbage', response.status)
}

/** Updates that were polled go into the journal as they are, and PostgreSQL stores no NUL. */
function withoutNul(_key: string, value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '') : value
}

// Node's fetch sends anything that can be iterated, but wants to be told that the answer comes after the request.
function asBody(body: unknown): Readonly<{ body: BodyInit; duplex?: 'half' }> {
  if (typeof body === 'string') return { body }
  if (typeof body === 'object' && body !== null && Symbol.asyncIterator in body) return { body: asBodyInit(body), duplex: 'half' }
  throw new ChannelError('Telegram: a request without a body', { kind: 'permanent', reason: 'rejected' })
}

/** grammY makes a Node stream, which is an async iterable of bytes; the type has it, but not under the name of that class. */
function asBodyInit(body: object): BodyInit {
  return body as BodyInit
}

/** grammY types `fetch` by node-fetch; it passes a string, these fields, and reads nothing but `json()`. */
function asGrammyFetch(fetch: (url: string, init: Init) => Promise<Response>): Fetch {
  return fetch as unknown as Fetch
}

/** The polyfill's type has the same methods as Node's own signal; grammY only listens to it. */
function asGrammySignal(signal: AbortSignal): GrammySignal {
  return signal as unknown as GrammySignal
}
