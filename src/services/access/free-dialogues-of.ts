import { autoCloseAt, oneMonthAfter } from '../../../core/auto-close.ts'
import { newId } from '../../../core/ids.ts'
import type { Tx } from '../../../db/client.ts'
import { type Claim, claimDialogues } from '../../../db/queries/assign.ts'
import type { NewEvent } from '../../../db/queries/events.ts'
import { lockDialoguesOf } from '../../../db/queries/free-dialogues.ts'
import type { AccountSettings } from '../../deps.ts'

/** Puts a manager's open dialogues back to nobody's. Returns what the screens are to be told. */
export async function freeDialoguesOf(
  tx: Tx,
  args: Readonly<{ accountId: string; managerId: string; byManagerId: string | null; settings: AccountSettings; now: Date }>,
): Promise<NewEvent[]> {
  const { accountId, managerId, byManagerId, settings, now } = args
  const held = await lockDialoguesOf(tx, { accountId, managerId })
  if (held.length === 0) return []
  const monthAfter = (at: Date) => oneMonthAfter(at, settings.timeZone)
  const claims = held.map((dialogue): Claim => {
    const closesAt = autoCloseAt({ ...dialogue, assigneeId: null, becameUnassignedAt: now }, settings['auto-close'], monthAfter)
    return {
      dialogueId: dialogue.id,
      managerId: null,
      fromManagerId: managerId,
      autoCloseAt: closesAt?.toISOString() ?? null,
      by: 'system',
      byManagerId,
      decisionId: newId(),
      decision: { rule: 'deactivated', winnerId: null, candidates: [], excluded: {} },
    }
  })
  await claimDialogues(tx, { accountId, claims, now })
  return held.map(({ id, chatId, departmentId }) => ({
    type: 'dialogue.updated',
    dialogueId: id,
    chatId,
    messageId: null,
    seq: null,
    released: true,
    assigneeId: null,
    departmentId,
    previousAssigneeId: managerId,
  }))
}
