import { HubError } from '../../../core/errors.ts'
import { isId } from '../../../core/ids.ts'
import type { Deps } from '../../deps.ts'
import { bodyKey } from './receive-inbound.ts'

/**
 * Verify, parse, commit, then the platform's answer. An unknown or paused-out channel is 404, a forged request 401. A genuine body that the adapter
 * can't understand at all is kept as a dead letter and answered with the error, so that nothing is silent.
 */
export async function receiveWebhook(
  deps: Deps,
  request: { readonly channelId: string; readonly headers: Headers; readonly url: string; readonly body: string },
): Promise<Response> {
  const channel = isId(request.channelId) ? await deps.channels.byId(request.channelId) : null
  if (channel?.connection.intake.mode !== 'webhook') throw new HubError('not_found', 'There is no such webhook.')
  // The platform keeps it and tells again: a short pause loses nothing.
  if (channel.status === 'paused') throw new HubError('unavailable', 'This channel is paused.', { retryAfterMs: 60_000 })
  const { accountId, channelId, propertyId } = channel
  let received: ReturnType<typeof channel.connection.intake.receive>
  try {
    received = channel.connection.intake.receive(request)
  } catch (error) {
    if (error instanceof HubError && error.code === 'unauthenticated') {
      deps.log.warn({ channelId }, 'a webhook with a missing or wrong signature was refused')
    } else if (!(error instanceof HubError) || error.code === 'invalid') {
      // The signature was right: the platform said something that we can't read.
      const reason =
        error instanceof HubError ? `parse: ${error.message}` : `parse: ${error instanceof Error ? error.name : 'failed'}`
      await deps.ingest.bury({ accountId, channelId, externalId: bodyKey(request.body), raw: request.body, reason })
    }
    throw error
  }
  await deps.ingest.receive({ accountId, channelId, propertyId, events: received.events, raw: request.body })
  deps.crash('ingest.answered')
  return received.response
}
