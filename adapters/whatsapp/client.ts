import { createRequire } from 'node:module'
import type { ConnectionDeps } from '../../core/channel.ts'
import { NoAnswer, noAnswer, Refused, toChannelError } from './errors.ts'
import { apiBaseOf } from './media-ref.ts'

type Factory = typeof import('twilio')
export type Twilio = ReturnType<Factory>
type HttpClient = NonNullable<NonNullable<Parameters<Factory>[2]>['httpClient']>
type RequestOptions = Parameters<HttpClient['request']>[0]
type Answer = Readonly<{ statusCode: number; body: unknown; headers: Readonly<Record<string, string>> }>

const timeoutMs = 15_000
/** A page of a thousand messages of 1600 characters. */
const maxAnswerBytes = 8 * 1024 * 1024

export type Client = Readonly<{
  /** Runs one call, or several that belong together. @throws ChannelError only */
  call: <T>(name: string, signal: AbortSignal, run: (twilio: Twilio) => Promise<T>) => Promise<T>
}>

/** Each call has a client of its own, which costs nothing: Twilio's passes no signal, and keeps the last request with its credentials. */
export function createClient(
  deps: Pick<ConnectionDeps, 'fetch' | 'apiRoot'>,
  account: Readonly<{ accountSid: string; authToken: string }>,
): Client {
  return {
    call: async (name, signal, run) => {
      if (signal.aborted) throw toChannelError(name, new NoAnswer('not_started'))
      try {
        const httpClient = asHttpClient({ request: (options) => send(deps, options, signal) })
        return await run(loadTwilio()(account.accountSid, account.authToken, { httpClient, autoRetry: false, lazyLoading: true }))
      } catch (error) {
        throw toChannelError(name, error)
      }
    },
  }
}

let loaded: Factory | null = null

/** Loading takes some 0.4 s, so it waits for the first call. It is CommonJS: an `import()` would block for as long. */
function loadTwilio(): Factory {
  loaded ??= asFactory(createRequire(import.meta.url)('twilio'))
  return loaded
}

/** One request through the hub's way out: its deadline, its size limit, no private hosts. */
async function send(
  deps: Pick<ConnectionDeps, 'fetch' | 'apiRoot'>,
  options: RequestOptions,
  signal: AbortSignal,
): Promise<Answer> {
  let response: Response
  let text: string
  try {
    response = await deps.fetch(addressOf(deps.apiRoot, options), {
      method: options.method.toUpperCase(),
      headers: headersOf(options),
      ...(hasData(options) ? { body: encode(options.data).toString() } : {}),
      signal,
      timeoutMs,
      maxBytes: maxAnswerBytes,
    })
    text = await response.text()
  } catch (error) {
    throw noAnswer(error)
  }
  const body = parseJson(text)
  if (!response.ok) throw refusalOf(response, body)
  // A gate's error page is no answer of Twilio, whatever its status.
  if (typeof body !== 'object' || body === null) throw new NoAnswer('garbage')
  return { statusCode: response.status, body, headers: {} }
}

/** One base stands for all of Twilio's hosts: their paths do not overlap. */
function addressOf(apiRoot: string | null, options: RequestOptions): string {
  const url = new URL(options.uri)
  const base = apiRoot === null ? url.origin : apiBaseOf(apiRoot)
  const query = options.params === undefined ? url.search : `?${encode(options.params)}`
  return `${base}${url.pathname}${query}`
}

function headersOf(options: RequestOptions): Record<string, string> {
  const credentials = Buffer.from(`${options.username}:${options.password}`).toString('base64')
  const form = hasData(options) ? { 'content-type': 'application/x-www-form-urlencoded' } : {}
  return { authorization: `Basic ${credentials}`, accept: 'application/json', ...form }
}

function hasData(options: RequestOptions): options is RequestOptions & { data: object } {
  return typeof options.data === 'object' && options.data !== null
}

/** Lists are repeated keys: `MediaUrl=a&MediaUrl=b`. */
function encode(data: object): URLSearchParams {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(data)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null) form.append(name, String(one))
  }
  return form
}

function refusalOf(response: Response, body: unknown): Refused {
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : null
  const seconds = response.headers.get('retry-after')
  return new Refused({
    status: response.status,
    code: typeof code === 'number' && Number.isSafeInteger(code) ? code : null,
    retryAfterMs: seconds !== null && /^\d{1,5}$/.test(seconds) ? Number(seconds) * 1000 : null,
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** `require` has no types of its own; this is the module that the type above is of. */
function asFactory(module: unknown): Factory {
  return module as Factory
}

/** Twilio's class has an axios client inside, which we replace altogether; of the rest it calls `request` only. */
function asHttpClient(client: Readonly<{ request: (options: RequestOptions) => Promise<Answer> }>): HttpClient {
  return client as unknown as HttpClient
}
