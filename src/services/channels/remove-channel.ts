import type { Actor } from '../../../core/permissions.ts'
import { transaction } from '../../../db/client.ts'
import { removeChannel as saveRemoved } from '../../../db/queries/channels.ts'
import { closeOnChannel } from '../../../db/queries/close-channel.ts'
import { appendEvents } from '../../../db/queries/events.ts'
import type { Deps } from '../../deps.ts'
import { changed, requireChannel } from './change-channel.ts'
import { openRecord } from './open-channels.ts'

/** The platform is told where it can be; a token that it refuses by now does not keep the channel alive. History stays, the secrets go. */
export async function removeChannel(deps: Deps, actor: Actor, channelId: string): Promise<void> {
  const { accountId } = actor
  const row = await requireChannel(deps, actor, channelId)
  try {
    await openRecord(deps, row).connection.uninstall?.(AbortSignal.timeout(10_000))
  } catch (error) {
    deps.log.warn({ error, channelId }, 'the platform could not be told that the channel is removed')
  }
  const now = deps.clock.now()
  await saveRemoved(deps.db, { accountId, channelId, now })
  await changed(deps, { accountId, channelId })
  const position = await transaction(deps.sql, async (tx) => {
    const closed = await closeOnChannel(tx, { accountId, channelId, now })
    if (closed.length === 0) return null
    const events = closed.map((dialogue) => ({
      type: 'dialogue.updated',
      dialogueId: dialogue.id,
      chatId: dialogue.chat_id,
      messageId: null,
      seq: null,
      released: dialogue.released,
      assigneeId: dialogue.assignee_id,
      departmentId: dialogue.department_id,
      previousAssigneeId: dialogue.assignee_id,
    }))
    return await appendEvents(tx, { accountId, events, now })
  })
  if (position !== null) deps.bus.publish({ type: 'stream', accountId, position })
}
