import { filesOf, type Outcome, strandedMessages } from '../../../db/queries/deliver.ts'
import type { Deps } from '../../deps.ts'
import { finishAttempt, toOutbound } from './deliver-due.ts'

/**
 * Attempts whose process died between claiming and storing the outcome. What may be sent twice goes back into the queue; where the platform can
 * tell, it is asked; else a person's message is in doubt and says so. Returns how many it settled.
 */
export async function recoverStranded(deps: Deps): Promise<number> {
  const stranded = await strandedMessages(deps.sql, { now: deps.clock.now(), limit: 200 })
  for (const message of stranded) {
    const channel = await deps.channels.byId(message.channel_id)
    const at = deps.clock.now()
    const base = { messageId: message.id, attempt: message.attempt, externalIds: [], reason: null, detail: null, at }
    const again: Outcome = { ...base, status: 'queued', nextAttemptAt: at }
    const doubt: Outcome = {
      ...base,
      status: 'in_doubt',
      nextAttemptAt: null,
      detail: 'The hub stopped while this message was being sent.',
    }
    let outcome = message.automatic || channel?.adapter.capabilities.idempotentSend ? again : doubt
    if (outcome === doubt && channel?.connection.findSent) {
      const files = await filesOf(deps.sql, { accountId: message.account_id, messageIds: [message.id] })
      try {
        const found = await channel.connection.findSent(toOutbound(deps, message, files), AbortSignal.timeout(20_000))
        outcome = found ? { ...base, status: 'sent', nextAttemptAt: null, externalIds: found.messageIds } : again
      } catch {
        deps.log.warn({ messageId: message.id }, 'the platform could not say whether it has the message')
      }
    }
    await finishAttempt(deps, { accountId: message.account_id }, message, outcome)
    if (outcome.status === 'queued') deps.queue.nudge('deliver', { accountId: message.account_id, channelId: message.channel_id })
  }
  return stranded.length
}
