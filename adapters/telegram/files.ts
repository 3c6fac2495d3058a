import type { ExternalId } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import type { Egress } from '../../core/ports.ts'
import { maxDownloadBytes } from './capabilities.ts'
import type { Client } from './client.ts'
import { NoAnswer, noAnswer, toChannelError } from './errors.ts'

const downloadTimeoutMs = 120_000

/**
 * Asks for the path, then downloads: https://core.telegram.org/bots/api#getfile. The address holds the token, so neither an error nor the
 * answer's `url` may carry it on.
 */
export async function downloadFile(
  deps: Readonly<{ client: Client; fetch: Egress; botToken: string }>,
  ref: ExternalId,
  signal: AbortSignal,
): Promise<Response> {
  const file = await deps.client.call('getFile', signal, (api, grammySignal) => api.getFile({ file_id: ref }, grammySignal))
  if (typeof file?.file_path !== 'string') {
    throw new ChannelError('Telegram getFile: the file is not to be had', { kind: 'permanent', reason: 'file_too_large' })
  }
  const path = file.file_path.split('/').map(encodeURIComponent).join('/')
  try {
    const response = await deps.fetch(`${deps.client.apiRoot}/file/bot${deps.botToken}/${path}`, {
      signal,
      timeoutMs: downloadTimeoutMs,
      maxBytes: maxDownloadBytes,
    })
    if (!response.ok) {
      await response.body?.cancel()
      throw refused(response.status)
    }
    return withoutAddress(response)
  } catch (error) {
    throw error instanceof ChannelError ? error : toChannelError('file', noAnswer(error))
  }
}

function refused(status: number): ChannelError {
  if (status === 401) return new ChannelError('Telegram file: 401', { kind: 'permanent', reason: 'bad_credentials' })
  // A link lives an hour at least; asking getFile again makes a new one, so 404 is worth another attempt.
  if (status === 429 || status === 404 || status >= 500) return toChannelError('file', new NoAnswer('refused', status))
  return new ChannelError(`Telegram file: ${status}`, { kind: 'permanent', reason: 'rejected' })
}

function withoutAddress(response: Response): Response {
  const headers = new Headers()
  for (const name of ['content-type', 'content-length']) {
    const value = response.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  return new Response(response.body, { status: response.status, headers })
}
