import { HubError } from '../../../core/errors.ts'
import { newId } from '../../../core/ids.ts'
import { type Actor, canAssign, canSee } from '../../../core/permissions.ts'
import { type Tx, transaction } from '../../../db/client.ts'
import { claimDialogues, lockManagersById, touchAssigned } from '../../../db/queries/assign.ts'
import { type LockedDialogue, lockVisible, managerExists } from '../../../db/queries/dialogue-writes.ts'
import { dialoguesById, viewDialogue } from '../../../db/queries/inbox.ts'
import type { AccountSettings, Deps } from '../../deps.ts'
import { closesAt } from '../distribution/assign-dialogues.ts'
import { presentDialogue } from './present.ts'
import { tellDialogue } from './tell.ts'

/**
 * Taking, handing over, putting back. Two at once have one winner: `from` says whom the asker saw, and whoever takes what is unassigned says null.
 * Works on closed dialogues without opening them.
 * @throws HubError not_found, forbidden, conflict (with who has it)
 */
export async function assignDialogue(
  deps: Deps,
  actor: Actor,
  args: { readonly dialogueId: string; readonly managerId: string | null; readonly from?: string | null | undefined },
) {
  const now = deps.clock.now()
  const { accountId } = actor
  const settings = await deps.settings.of(accountId)
  const seen = args.from === undefined ? await assigneeNow(deps, actor, args.dialogueId) : args.from
  const outcome = await transaction(deps.sql, async (tx) => {
    const dialogue = await lockVisible(tx, actor, args.dialogueId)
    if (!dialogue) throw await lostSight(tx, actor, { dialogueId: args.dialogueId, seen })
    if (dialogue.assignee_id !== seen) throw tooLate({ assigneeId: dialogue.assignee_id })
    const audience = { released: true, assigneeId: dialogue.assignee_id, departmentId: dialogue.department_id }
    if (!canAssign(actor, audience, args.managerId))
      throw new HubError('forbidden', 'Only the manager in charge or an administrator hands this dialogue over.')
    if (args.managerId === dialogue.assignee_id) return { position: null }
    await lockManagersById(tx, { accountId, ids: [args.managerId, dialogue.assignee_id] })
    if (args.managerId !== null && !(await managerExists(tx, { accountId, managerId: args.managerId }))) {
      throw new HubError('not_found', 'There is no such manager, or they are deactivated.')
    }
    await claimByHand(tx, { actor, dialogue, toManagerId: args.managerId, settings, now })
    const position = await tellDialogue(tx, {
      accountId,
      dialogue,
      assigneeId: args.managerId,
      previousAssigneeId: dialogue.assignee_id,
      data: { assigned: true, by: 'manager' },
      now,
    })
    return { position }
  })
  if (outcome.position !== null) deps.bus.publish({ type: 'stream', accountId, position: outcome.position })
  deps.queue.nudge('distribute', { accountId })
  // Whoever handed it over may not see it any more: they are told what became of it all the same.
  const view =
    (await viewDialogue(deps.sql, actor, args.dialogueId)) ??
    (await viewDialogue(deps.sql, { ...actor, rights: ['see_all'] }, args.dialogueId))
  if (!view) throw new HubError('not_found', 'There is no such dialogue.')
  return presentDialogue(view)
}

async function assigneeNow(deps: Deps, actor: Actor, dialogueId: string): Promise<string | null> {
  const view = await viewDialogue(deps.sql, actor, dialogueId)
  if (!view) throw new HubError('not_found', 'There is no such dialogue.')
  return view.assignee_id
}

/** Who saw it a moment ago, with whom they say, is told that a colleague was quicker; for everyone else it is not there. */
async function lostSight(
  tx: Tx,
  actor: Actor,
  args: { readonly dialogueId: string; readonly seen: string | null },
): Promise<HubError> {
  const [row] = await dialoguesById(tx, { accountId: actor.accountId, ids: [args.dialogueId] })
  const before = row && { released: row.released, assigneeId: args.seen, departmentId: row.department_id }
  return before && canSee(actor, before) ? tooLate() : new HubError('not_found', 'There is no such dialogue.')
}

function tooLate(details?: { readonly assigneeId: string | null }): HubError {
  return new HubError('conflict', 'A colleague was quicker: the dialogue has changed hands.', { details })
}

/** A person's choice, with its decision record. The dialogue is locked by the caller. */
export async function claimByHand(
  tx: Tx,
  args: {
    readonly actor: Actor
    readonly dialogue: LockedDialogue
    readonly toManagerId: string | null
    readonly settings: AccountSettings
    readonly now: Date
  },
): Promise<void> {
  const { actor, dialogue, toManagerId, settings, now } = args
  const autoCloseAt =
    dialogue.status === 'open'
      ? closesAt(dialogue, toManagerId, settings, toManagerId === null ? now : dialogue.became_unassigned_at)
      : null
  await lockManagersById(tx, { accountId: actor.accountId, ids: [toManagerId, dialogue.assignee_id] })
  if (toManagerId !== null)
    await touchAssigned(tx, { accountId: actor.accountId, turns: [{ managerId: toManagerId, at: now.toISOString() }] })
  const claimed = await claimDialogues(tx, {
    accountId: actor.accountId,
    now,
    claims: [
      {
        dialogueId: dialogue.id,
        managerId: toManagerId,
        fromManagerId: dialogue.assignee_id,
        autoCloseAt: autoCloseAt?.toISOString() ?? null,
        by: 'manager',
        byManagerId: actor.managerId,
        decisionId: newId(),
        decision: {
          rule: toManagerId === actor.managerId ? 'taken' : toManagerId === null ? 'put_back' : 'handed_over',
          winnerId: toManagerId,
          candidates: [],
          excluded: {},
        },
      },
    ],
  })
  if (claimed.size === 0) throw new HubError('conflict', 'A colleague was quicker: the dialogue has changed hands.')
}
