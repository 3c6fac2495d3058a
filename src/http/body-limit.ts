import type { MiddlewareHandler } from 'hono'
import { HubError } from '../../core/errors.ts'
import type { Env } from './router.ts'

const maxBodyBytes = 1_048_576

/** How many bytes a request may bring; files are the exception. What says its length is refused at once, the rest is counted as it comes. */
export function bodyLimit(options: { readonly maxUploadBytes: number }): MiddlewareHandler<Env> {
  // Room for the other parts of a form.
  const maxUploadBytes = options.maxUploadBytes + 65_536
  const uploads = new Set(['/api/v1/files', '/api/v1/widget/files'])
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return await next()
    const maxBytes = uploads.has(c.req.path) ? maxUploadBytes : maxBodyBytes
    const length = c.req.header('content-length')
    if (length !== undefined && Number(length) > maxBytes) throw tooLarge(maxBytes)
    if (length === undefined && c.req.raw.body !== null) c.req.raw = counted(c.req.raw, maxBytes)
    await next()
  }
}

function counted(request: Request, maxBytes: number): Request {
  let bytes = 0
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      bytes += chunk.byteLength
      if (bytes > maxBytes) controller.error(tooLarge(maxBytes))
      else controller.enqueue(chunk)
    },
  })
  const init: RequestInit & { duplex: 'half' } = { body: request.body?.pipeThrough(count) ?? null, duplex: 'half' }
  return new Request(request, init)
}

function tooLarge(maxBytes: number): HubError {
  return new HubError('too_large', `This is more than ${Math.floor(maxBytes / 1_048_576)} MB.`)
}
