import { HubError } from '../../../core/errors.ts'
import type { Actor } from '../../../core/permissions.ts'
import { transaction } from '../../../db/client.ts'
import { type DeadView, deadLetterExists, endDeadLetter, takeDeadLetter } from '../../../db/queries/ledgers.ts'
import type { Deps } from '../../deps.ts'

/**
 * Processes what was kept once more. It goes only when that has succeeded; what fails again stays, with its new reason. Its events have the keys that they
 * always had, so what is stored already is not stored twice.
 */
export async function redriveDeadLetter(
  deps: Deps,
  actor: Actor,
  id: string,
): Promise<{ readonly redriven: boolean; readonly reason: string | null }> {
  const { accountId } = actor
  const letter = await transaction(deps.sql, (tx) => takeDeadLetter(tx, { accountId, id }))
  if (!letter) {
    if (await deadLetterExists(deps.sql, { accountId, id }))
      throw new HubError('conflict', 'Its payload was purged; it can’t be processed any more.')
    throw new HubError('not_found', 'There is no such dead letter.')
  }
  const reason = await process(deps, accountId, letter)
  await transaction(deps.sql, (tx) => endDeadLetter(tx, { accountId, id, reason }))
  return { redriven: reason === null, reason }
}

async function process(deps: Deps, accountId: string, letter: DeadView): Promise<string | null> {
  const channel = await deps.channels.byId(letter.channel_id)
  const { intake } = channel?.connection ?? {}
  if (!channel || !intake || !channel.connection.parse) return 'the channel was removed, or keeps no payloads'
  try {
    const events = channel.connection.parse(letter.payload ?? '')
    await deps.ingest.receive({
      accountId,
      channelId: channel.channelId,
      propertyId: channel.propertyId,
      events,
      raw: letter.payload ?? '',
    })
    return null
  } catch (error) {
    return error instanceof HubError ? `parse: ${error.message}` : `parse: ${error instanceof Error ? error.name : 'failed'}`
  }
}
