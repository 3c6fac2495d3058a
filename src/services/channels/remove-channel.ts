import type { Actor } from '../../../core/permissions.ts'
import { transaction } from '../../../db/client.ts'
import { removeChannel as saveRemoved } from '../../../db/queries/channels.ts'
import { closeOnChannel, lockHeldOnChannel } from '../../../db/queries/close-channel.ts'
import { purgeHeldDialogue } from '../../../db/queries/consent.ts'
import { appendEvents } from '../../../db/queries/events.ts'
import type { Deps } from '../../deps.ts'
import { removePurged } from '../consent/answer-consent.ts'
import { openDialogues } from '../consent/open-dialogues.ts'
import { changed, requireChannel } from './change-channel.ts'
import { openRecord } from './open-channels.ts'

const gateBatch = 200

/**
 * The platform is told where it can be; a token that it refuses by now does not keep the channel alive. History stays, the secrets go, and so do words
 * that wait for consent: nobody can give it any more.
 */
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
  // What the gate has not looked at yet is history, or held.
  while ((await openDialogues(deps, accountId)) >= gateBatch);
  const { position, storageKeys } = await transaction(deps.sql, async (tx) => {
    const storageKeys: string[] = []
    for (const dialogueId of await lockHeldOnChannel(tx, { accountId, channelId })) {
      storageKeys.push(...(await purgeHeldDialogue(tx, { accountId, dialogueId, reason: 'consent_ignored', now })))
    }
    const closed = await closeOnChannel(tx, { accountId, channelId, now })
    if (closed.length === 0) return { position: null, storageKeys }
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
    return { position: await appendEvents(tx, { accountId, events, now }), storageKeys }
  })
  await removePurged(deps, storageKeys)
  if (position !== null) deps.bus.publish({ type: 'stream', accountId, position })
}
