import type { MessageFile } from '../../../core/api/shapes.ts'
import { ApiError } from './api-error.ts'
import { apiBase, refusalFrom } from './client.ts'

/**
 * Sends a file to be attached. XMLHttpRequest, since fetch tells no progress of what goes up.
 * @throws ApiError; `network` also when the signal aborts.
 */
export function uploadFile(
  file: File,
  options: { readonly onProgress: (share: number) => void; readonly signal: AbortSignal },
): Promise<MessageFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const form = new FormData()
    form.append('file', file)
    request.open('POST', `${apiBase}/files`)
    request.responseType = 'json'
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) options.onProgress(event.loaded / event.total)
    }
    request.onload = () => {
      if (request.status === 201) resolve(trustedFile(request.response))
      else reject(refusalFrom(request.status, request.response, request.getResponseHeader('retry-after')))
    }
    request.onerror = () => reject(new ApiError('The file could not be sent.', { code: 'network', status: 0 }))
    request.onabort = request.onerror
    options.signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(form)
  })
}

/** As in the client: the hub's own answer is not checked twice. */
function trustedFile(answer: unknown): MessageFile {
  return answer as MessageFile
}
