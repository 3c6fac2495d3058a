import type { ExternalId } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import type { Egress } from '../../core/ports.ts'
import { maxDownloadBytes } from './capabilities.ts'
import { noAnswer, Refused, toChannelError } from './errors.ts'
import { placeOf } from './media-ref.ts'

const downloadTimeoutMs = 120_000

/**
 * Downloads what a customer sent. Twilio answers with a redirect to its store, and the egress leaves the credentials behind there.
 * Where media is not protected Twilio ignores the credentials: https://www.twilio.com/docs/usage/security#enforce-http-basic-auth
 */
export async function downloadFile(
  deps: Readonly<{ fetch: Egress; apiRoot: string | null; accountSid: string; authToken: string }>,
  ref: ExternalId,
  signal: AbortSignal,
): Promise<Response> {
  const place = placeOf(ref, deps.apiRoot)
  if (place === null) throw new ChannelError('Twilio media: not a reference to a file', { kind: 'permanent', reason: 'rejected' })
  const credentials = Buffer.from(`${deps.accountSid}:${deps.authToken}`).toString('base64')
  try {
    const response = await deps.fetch(place.url, {
      headers: place.credentials ? { authorization: `Basic ${credentials}` } : {},
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
    throw error instanceof ChannelError ? error : toChannelError('media', noAnswer(error))
  }
}

function refused(status: number): ChannelError {
  // The media of a message may be there a moment after the message is told of.
  if (status === 404 || status === 429) {
    return new ChannelError(`Twilio media: ${status}`, { kind: 'retryable', reason: 'unreachable' })
  }
  return toChannelError('media', new Refused({ status, code: null, retryAfterMs: null }))
}

function withoutAddress(response: Response): Response {
  const headers = new Headers()
  for (const name of ['content-type', 'content-length']) {
    const value = response.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  return new Response(response.body, { status: response.status, headers })
}
