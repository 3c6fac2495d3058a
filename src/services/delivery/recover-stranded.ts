import { filesOf, type Outcome, type Stranded, strandedMessages } from '../../../db/queries/deliver.ts'
import type { Deps, OpenChannel } from '../../deps.ts'
import { finishAttempt, toOutbound } from './deliver-due.ts'

/**
 * Attempts whose process died between claiming and storing the outcome. What may be sent twice goes back into the queue; where the platform can
 * tell, it is asked; else a person's message is in doubt and says so. Returns how many it settled.
 */
export async function recoverStranded(deps: Deps): Promise<number> {
  const stranded = await strandedMessages(deps.sql, { now: deps.clock.now(), limit: 200 })
  for (const message of stranded) {
    const outcome = await settle(deps, message, await openOrNull(deps, message.channel_id))
    await finishAttempt(deps, { accountId: message.account_id }, message, outcome)
    if (outcome.status === 'queued') deps.queue.nudge('deliver', { accountId: message.account_id, channelId: message.channel_id })
  }
  return stranded.length
}

/** A channel that can't be opened must not keep the sweep from all the others. */
async function openOrNull(deps: Deps, channelId: string): Promise<OpenChannel | null> {
  try {
    return await deps.channels.byId(channelId)
  } catch (error) {
    deps.log.error({ error, channelId }, 'a channel can’t be opened')
    return null
  }
}

async function settle(deps: Deps, message: Stranded, channel: OpenChannel | null): Promise<Outcome> {
  const at = deps.clock.now()
  const base = { messageId: message.id, attempt: message.attempt, externalIds: [], reason: null, detail: null, at }
  const again: Outcome = { ...base, status: 'queued', nextAttemptAt: at }
  const doubt: Outcome = {
    ...base,
    status: 'in_doubt',
    nextAttemptAt: null,
    detail: 'The hub stopped while this message was being sent.',
  }
  if (message.automatic || channel?.adapter.capabilities.idempotentSend) return again
  if (!channel?.connection.findSent) return doubt
  const files = await filesOf(deps.sql, { accountId: message.account_id, messageIds: [message.id] })
  try {
    const found = await channel.connection.findSent(toOutbound(deps, message, files), AbortSignal.timeout(20_000))
    return found ? { ...base, status: 'sent', nextAttemptAt: null, externalIds: found.messageIds } : again
  } catch {
    deps.log.warn({ messageId: message.id }, 'the platform could not say whether it has the message')
    return doubt
  }
}
