import type { Answer, CallBody, CallParams, CallQuery, EndpointKey } from '../../../core/api/index.ts'
import { isRecord } from '../lib/is-record.ts'
import { ApiError } from './api-error.ts'

export const apiBase = '/api/v1'

type Given<P extends string, V> = [V] extends [undefined]
  ? unknown
  : Record<never, never> extends V
    ? { readonly [K in P]?: V }
    : { readonly [K in P]: V }
type Options<K extends EndpointKey> = Given<'params', CallParams<K>> &
  Given<'query', CallQuery<K>> &
  Given<'body', CallBody<K>> & { readonly signal?: AbortSignal }
type Arguments<K extends EndpointKey> = Record<never, never> extends Options<K> ? [options?: Options<K>] : [options: Options<K>]

/** Longer than any request of the hub takes; the browser alone would wait for minutes. */
const timeoutMs = 30_000

/**
 * One call of the API, typed by its table.
 * @throws ApiError when the hub refuses, can't be reached, or takes longer than 30 seconds.
 */
export async function api<K extends EndpointKey>(key: K, ...[options]: Arguments<K>): Promise<Answer<K>> {
  const given: Readonly<Record<string, unknown>> = isRecord(options) ? options : {}
  const [method = 'GET', path = '/'] = key.split(' ')
  const signals = [AbortSignal.timeout(timeoutMs), ...(given['signal'] instanceof AbortSignal ? [given['signal']] : [])]
  const response = await send(apiBase + fillPath(path, given['params']) + queryString(given['query']), {
    method,
    credentials: 'same-origin',
    headers: { Accept: 'application/json', ...(given['body'] === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(given['body'] === undefined ? {} : { body: JSON.stringify(given['body']) }),
    signal: AbortSignal.any(signals),
  })
  if (!response.ok) throw await refusal(response)
  return trusted<K>(response.status === 204 ? undefined : await response.json())
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError('The hub could not be reached.', { code: 'network', status: 0, cause })
  }
}

/** The page and the hub come from one build of one table, so the answer is not checked a second time here (zod would weigh more than the app). */
function trusted<K extends EndpointKey>(answer: unknown): Answer<K> {
  return answer as Answer<K>
}

export function fillPath(path: string, params: unknown): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(isRecord(params) ? params[name] : '')))
}

export function queryString(query: unknown): string {
  if (!isRecord(query)) return ''
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(name, String(value))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

/** What an answer that is not ok says. */
export async function refusal(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null)
  return refusalFrom(response.status, body, response.headers.get('retry-after'))
}

export function refusalFrom(status: number, body: unknown, retryAfter: string | null): ApiError {
  const error = isRecord(body) && isRecord(body['error']) ? body['error'] : {}
  const seconds = Number(retryAfter)
  return new ApiError(typeof error['message'] === 'string' ? error['message'] : `The hub answered ${status}.`, {
    code: typeof error['code'] === 'string' ? error['code'] : 'unknown',
    status,
    details: error['details'],
    requestId: isRecord(body) && typeof body['requestId'] === 'string' ? body['requestId'] : null,
    retryAfterMs: retryAfter !== null && Number.isFinite(seconds) ? seconds * 1000 : null,
  })
}
