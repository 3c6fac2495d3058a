import { HubError } from '../../../core/errors.ts'
import type { Actor } from '../../../core/permissions.ts'
import { transaction } from '../../../db/client.ts'
import { lockVisible, closeDialogue as saveClosed, reopenDialogue as saveReopened } from '../../../db/queries/dialogue-writes.ts'
import type { Deps } from '../../deps.ts'
import { closesAt } from '../distribution/assign-dialogues.ts'
import { readDialogue } from './read.ts'
import { tellDialogue } from './tell.ts'

/** Whoever is in charge, an administrator, or anyone who sees it while nobody has it. Closing what is closed changes nothing. */
export async function closeDialogue(deps: Deps, actor: Actor, dialogueId: string) {
  return await change(deps, actor, dialogueId, 'close')
}

/** Opens the contact's latest dialogue again, with the manager that it had. @throws HubError conflict where a newer one is there. */
export async function reopenDialogue(deps: Deps, actor: Actor, dialogueId: string) {
  return await change(deps, actor, dialogueId, 'reopen')
}

async function change(deps: Deps, actor: Actor, dialogueId: string, verb: 'close' | 'reopen') {
  const now = deps.clock.now()
  const { accountId } = actor
  const settings = await deps.settings.of(accountId)
  const position = await transaction(deps.sql, async (tx) => {
    const dialogue = await lockVisible(tx, actor, dialogueId)
    if (!dialogue) throw new HubError('not_found', 'There is no such dialogue.')
    const others = dialogue.assignee_id !== null && dialogue.assignee_id !== actor.managerId
    if (others && !actor.rights.includes('see_all')) throw new HubError('forbidden', 'This dialogue is a colleague’s.')
    if ((verb === 'close') === (dialogue.status === 'closed')) return null
    if (verb === 'close') await saveClosed(tx, { accountId, dialogueId, reason: 'manual', now })
    else {
      if (dialogue.current_dialogue_id !== dialogueId) {
        throw new HubError('conflict', 'This contact has a newer dialogue.', {
          details: { dialogueId: dialogue.current_dialogue_id },
        })
      }
      const after = { ...dialogue, last_message_at: now }
      await saveReopened(tx, {
        accountId,
        dialogueId,
        chatId: dialogue.chat_id,
        autoCloseAt: closesAt(after, dialogue.assignee_id, settings, now),
      })
    }
    return await tellDialogue(tx, { accountId, dialogue, assigneeId: dialogue.assignee_id, now })
  })
  if (position !== null) {
    deps.bus.publish({ type: 'stream', accountId, position })
    deps.queue.nudge('distribute', { accountId })
  }
  return await readDialogue(deps, actor, dialogueId)
}
