import type { VisitorMessage, VisitorState } from '../../../core/api/widget.ts'
import { isFile, isMessage, isPage, isSession, isState } from './guards.ts'

const root = '/api/v1/widget'
const timeoutMs = 20_000

/** The hub said no. `status` is 0 where there was no answer: the same call may succeed later. */
export class CallError extends Error {
  readonly status: number
  readonly code: string
  readonly retryAfterMs: number | null

  constructor(status: number, code: string, retryAfterMs: number | null) {
    super(`${status} ${code}`)
    this.name = 'CallError'
    this.status = status
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

/** Whether to try the same again by itself: no answer, the server's own trouble, or a limit that passes. */
export const isPassing = (error: unknown): boolean =>
  error instanceof CallError && (error.status === 0 || error.status >= 500 || error.status === 429)

export type NewMessage = Readonly<{
  clientId: string
  text: string
  fileIds: readonly string[]
  button?: Readonly<{ messageId: string; value: string }>
}>

export type Api = ReturnType<typeof createApi>

export function createApi(args: Readonly<{ publicId: string; ticket: string; token: () => string | null }>) {
  async function call<T>(method: string, path: string, body: unknown, is: (value: unknown) => value is T): Promise<T> {
    const token = args.token()
    const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` }
    if (body !== null) headers['content-type'] = 'application/json'
    let response: Response
    let answer: unknown
    try {
      response = await fetch(root + path, {
        method,
        headers,
        body: body === null ? null : JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
        credentials: 'omit',
        cache: 'no-store',
      })
      answer = response.status === 204 ? null : await response.json()
    } catch {
      throw new CallError(0, 'unreachable', null)
    }
    if (!response.ok) throw failureOf(response.status, answer, response.headers.get('retry-after'))
    if (!is(answer)) throw new CallError(502, 'not_understood', null)
    return answer
  }

  return {
    begin: (given: Readonly<{ token: string | null; locale: string; pageUrl: string }>) =>
      call(
        'POST',
        '/sessions',
        {
          publicId: args.publicId,
          ticket: args.ticket,
          locale: given.locale,
          pageUrl: given.pageUrl,
          ...(given.token !== null && { token: given.token }),
        },
        isSession,
      ),
    end: (): Promise<null> => call('DELETE', '/sessions', null, isNothing),
    messages: (after: number) => call('GET', `/messages?after=${after}&limit=200`, null, isPage),
    send: (message: NewMessage): Promise<VisitorMessage> => call('POST', '/messages', message, isMessage),
    answerConsent: (version: number, agreed: boolean): Promise<VisitorState> =>
      call('POST', '/consent', { version, agreed }, isState),
    upload: (file: File, onProgress: (share: number) => void, signal: AbortSignal) =>
      upload(file, { token: args.token(), onProgress, signal }),
    /** A stored file; its URL needs the session, which an `img` can't show. */
    file: async (url: string): Promise<Blob> => {
      const token = args.token()
      const response = await fetch(url, {
        headers: token === null ? {} : { authorization: `Bearer ${token}` },
        credentials: 'omit',
      })
      if (!response.ok) throw new CallError(response.status, 'not_found', null)
      return response.blob()
    },
  }
}

const isNothing = (value: unknown): value is null => value === null

function failureOf(status: number, answer: unknown, retryAfter: string | null): CallError {
  const error = typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : null
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown'
  const seconds = Number(retryAfter ?? Number.NaN)
  return new CallError(status, code, Number.isFinite(seconds) ? seconds * 1000 : null)
}

/** XMLHttpRequest, because fetch tells no progress of an upload. */
function upload(
  file: File,
  args: Readonly<{ token: string | null; onProgress: (share: number) => void; signal: AbortSignal }>,
): Promise<VisitorMessage['files'][number]> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const form = new FormData()
    form.append('file', file, file.name)
    request.open('POST', `${root}/files`)
    request.responseType = 'json'
    if (args.token !== null) request.setRequestHeader('authorization', `Bearer ${args.token}`)
    request.upload.onprogress = (event) => args.onProgress(event.total > 0 ? event.loaded / event.total : 0)
    request.onload = () => {
      const answer: unknown = request.response
      if (request.status !== 201) reject(failureOf(request.status, answer, request.getResponseHeader('retry-after')))
      else if (isFile(answer)) resolve(answer)
      else reject(new CallError(502, 'not_understood', null))
    }
    request.onerror = () => reject(new CallError(0, 'unreachable', null))
    request.onabort = () => reject(new CallError(0, 'cancelled', null))
    args.signal.addEventListener('abort', () => request.abort())
    request.send(form)
  })
}
