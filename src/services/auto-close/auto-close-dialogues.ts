import { transaction } from '../../../db/client.ts'
import { closeDue } from '../../../db/queries/auto-close.ts'
import { appendEvents } from '../../../db/queries/events.ts'
import type { Deps } from '../../deps.ts'

const batch = 500

/** Closes one batch of due dialogues, of all accounts. Returns how many: a full batch means there may be more. */
export async function autoCloseBatch(deps: Deps): Promise<{ readonly closed: number; readonly more: boolean }> {
  const now = deps.clock.now()
  const outcome = await transaction(deps.sql, async (tx) => {
    const closed = await closeDue(tx, { now, limit: batch })
    deps.crash('close.claimed')
    const heads: { accountId: string; position: number }[] = []
    // In the order of the accounts' ids, as every writer of several streams does.
    for (const accountId of [...new Set(closed.map((row) => row.account_id))].sort()) {
      const events = closed
        .filter((row) => row.account_id === accountId)
        .map((row) => ({
          type: 'dialogue.updated',
          dialogueId: row.id,
          chatId: row.chat_id,
          messageId: null,
          seq: row.last_seq,
          released: true,
          assigneeId: row.assignee_id,
          departmentId: row.department_id,
          previousAssigneeId: row.assignee_id,
        }))
      heads.push({ accountId, position: await appendEvents(tx, { accountId, events, now }) })
    }
    return { closed: closed.length, heads }
  })
  deps.crash('close.committed')
  for (const head of outcome.heads) {
    deps.bus.publish({ type: 'stream', ...head })
    deps.queue.nudge('distribute', { accountId: head.accountId })
  }
  return { closed: outcome.closed, more: outcome.closed === batch }
}
