import type { Context } from 'hono'
import { HubError } from '../../core/errors.ts'
import type { Deps } from '../deps.ts'
import { type FileContent, maxUploadBytes, readFile, uploadFile } from '../services/files/files.ts'
import { type Api, type Env, route } from './router.ts'

/** Types that browsers show without running anything. All else is saved, never opened. */
const shown = /^(image\/(jpeg|png|gif|webp|avif)|audio\/|video\/)/

export function files(api: Api, deps: Deps): void {
  route(api, 'POST /files', async ({ actor, c }) => {
    const part = await readPart(c)
    const uploaderId = actor.managerId ?? 'api'
    return await uploadFile(deps, {
      accountId: actor.accountId,
      uploaderId,
      name: part.name,
      body: part.stream(),
      maxBytes: maxUploadBytes,
      urlBase: '/api/v1/files',
    })
  })
  route(api, 'GET /files/{id}', async ({ actor, params }) => sendFile(await readFile(deps, actor, params.id)))
}

/** The part `file` of a multipart form. @throws HubError invalid */
export async function readPart(c: Context<Env>): Promise<File> {
  try {
    const form = await c.req.formData()
    const part = form.get('file')
    if (part instanceof File) return part
  } catch (error) {
    throw new HubError('invalid', 'Send multipart/form-data with one part named file.', { cause: error })
  }
  throw new HubError('invalid', 'Send multipart/form-data with one part named file.')
}

/** Nothing in it runs: its type is ours, not its sender's; what is not a picture, sound or film is saved; a page made of it would be sandboxed. */
export function sendFile(file: FileContent): Response {
  const disposition = shown.test(file.mimeType) ? 'inline' : 'attachment'
  return new Response(file.body, {
    headers: {
      'Content-Type': file.mimeType,
      'Content-Disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      ...(file.bytes !== null && { 'Content-Length': String(file.bytes) }),
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cache-Control': 'private, max-age=3600, immutable',
    },
  })
}
