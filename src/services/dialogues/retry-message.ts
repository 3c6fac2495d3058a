import { HubError } from '../../../core/errors.ts'
import type { Actor } from '../../../core/permissions.ts'
import { transaction } from '../../../db/client.ts'
import { changeStatus, lockVisible, messageInDialogue } from '../../../db/queries/dialogue-writes.ts'
import type { Deps } from '../../deps.ts'
import { readMessage } from './read.ts'
import { tellDialogue } from './tell.ts'

type Which = { readonly dialogueId: string; readonly messageId: string }

/** A person decides that it may be sent again: a new attempt, with an id of its own at the platform. */
export async function retryMessage(deps: Deps, actor: Actor, which: Which) {
  return await change(deps, actor, which, { from: ['failed', 'in_doubt'], to: 'queued' })
}

/** Given up. What an attempt holds at this moment can't be called back. */
export async function cancelMessage(deps: Deps, actor: Actor, which: Which) {
  return await change(deps, actor, which, { from: ['queued', 'failed', 'in_doubt'], to: 'cancelled' })
}

async function change(
  deps: Deps,
  actor: Actor,
  which: Which,
  step: { readonly from: readonly string[]; readonly to: 'queued' | 'cancelled' },
) {
  const now = deps.clock.now()
  const { accountId } = actor
  const outcome = await transaction(deps.sql, async (tx) => {
    const dialogue = await lockVisible(tx, actor, which.dialogueId)
    const message = dialogue && (await messageInDialogue(tx, { accountId, ...which }))
    if (!dialogue || !message) throw new HubError('not_found', 'There is no such message.')
    const others = dialogue.assignee_id !== null && dialogue.assignee_id !== actor.managerId
    if (others && !actor.rights.includes('see_all')) throw new HubError('forbidden', 'This dialogue is a colleague’s.')
    if (!(await changeStatus(tx, { accountId, messageId: which.messageId, ...step, now }))) {
      throw new HubError('conflict', 'The message is in another state by now.')
    }
    const position = await tellDialogue(tx, {
      accountId,
      dialogue,
      assigneeId: dialogue.assignee_id,
      message: { id: which.messageId, seq: message.seq, isNew: false },
      now,
    })
    return { position, channelId: dialogue.channel_id }
  })
  deps.bus.publish({ type: 'stream', accountId, position: outcome.position })
  if (step.to === 'queued') deps.queue.nudge('deliver', { accountId, channelId: outcome.channelId })
  return await readMessage(deps, accountId, which.messageId)
}
