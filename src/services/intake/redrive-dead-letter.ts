import type { InboundEvent } from '../../../core/channel.ts'
import { HubError } from '../../../core/errors.ts'
import type { Actor } from '../../../core/permissions.ts'
import { transaction } from '../../../db/client.ts'
import {
  type DeadView,
  deadLetterExists,
  deadReason,
  endDeadLetter,
  keepDeadLetter,
  takeDeadLetter,
} from '../../../db/queries/ledgers.ts'
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
      throw new HubError('conflict', 'It is being processed at this moment, or its payload was purged.')
    throw new HubError('not_found', 'There is no such dead letter.')
  }
  const { reason, keys } = await process(deps, accountId, letter)
  await transaction(deps.sql, async (tx) => {
    if (reason === null) await endDeadLetter(tx, { accountId, id })
    else await keepDeadLetter(tx, { accountId, letter, keys, reason })
  })
  return { redriven: reason === null, reason }
}

type Processed = Readonly<{ reason: string | null; keys: readonly string[] }>

async function process(deps: Deps, accountId: string, letter: DeadView): Promise<Processed> {
  const channel = await deps.channels.byId(letter.channel_id)
  if (!channel?.connection.parse) return { reason: 'the channel was removed, or keeps no payloads', keys: [] }
  const { channelId, propertyId } = channel
  let events: readonly InboundEvent[]
  try {
    events = channel.connection.parse(letter.payload ?? '')
  } catch (error) {
    const why = error instanceof HubError ? error.message : error instanceof Error ? error.name : 'failed'
    return { reason: `parse: ${why}`, keys: [] }
  }
  const keys = events.map((event) => event.eventId)
  try {
    await deps.ingest.receive({ accountId, channelId, propertyId, events, raw: letter.payload ?? '' })
    // The intake does not throw for a poison event: it buries it again.
    return { reason: await deadReason(deps.sql, { accountId, channelId, keys }), keys }
  } catch (error) {
    return { reason: `store: ${error instanceof Error ? error.name : 'failed'}`, keys }
  }
}
