import { autoCloseAt, oneMonthAfter } from '../../../core/auto-close.ts'
import { type Candidate, managerStatuses, pickManager } from '../../../core/distribution.ts'
import { newId } from '../../../core/ids.ts'
import { rightsOfRole, roles } from '../../../core/permissions.ts'
import { type Tx, transaction } from '../../../db/client.ts'
import {
  type Backlog,
  type Claim,
  claimDialogues,
  lockBacklog,
  lockDistribution,
  lockManagers,
  type ManagerState,
  touchAssigned,
} from '../../../db/queries/assign.ts'
import { appendEvents } from '../../../db/queries/events.ts'
import type { AccountSettings, Deps } from '../../deps.ts'

const batch = 100

/**
 * Hands the account's backlog out, longest waiting first, as long as somebody can take. The choice is core's; the claim is guarded, so a person who
 * takes at the same moment wins. Returns how many found a manager.
 */
export async function assignDialogues(deps: Deps, accountId: string): Promise<number> {
  const settings = await deps.settings.of(accountId)
  if (settings.distribution.mode === 'none') return 0
  let total = 0
  for (;;) {
    const assigned = await assignBatch(deps, accountId, settings)
    total += assigned
    if (assigned < batch) return total
  }
}

async function assignBatch(deps: Deps, accountId: string, settings: AccountSettings): Promise<number> {
  const now = deps.clock.now()
  const outcome = await transaction(deps.sql, async (tx) => {
    await lockDistribution(tx, accountId)
    const backlog = await lockBacklog(tx, { accountId, limit: batch })
    if (backlog.length === 0) return null
    const managers = await lockManagers(tx, { accountId, now })
    const claims = choose({ backlog, managers, settings, now })
    if (claims.length === 0) return null
    const claimed = await claimDialogues(tx, { accountId, claims, now })
    deps.crash('assign.claimed')
    return { claimed: claimed.size, position: await tellClaims(tx, { accountId, claims, backlog, claimed, now }) }
  })
  if (!outcome) return 0
  deps.crash('assign.committed')
  if (outcome.position !== null) deps.bus.publish({ type: 'stream', accountId, position: outcome.position })
  return outcome.claimed
}

function choose(args: {
  readonly backlog: readonly Backlog[]
  readonly managers: readonly ManagerState[]
  readonly settings: AccountSettings
  readonly now: Date
}): Claim[] {
  const { settings } = args
  const claims: Claim[] = []
  const loads = new Map(
    args.managers.map((manager) => [manager.id, { openCount: manager.open_count, lastAssignedAt: manager.last_assigned_at }]),
  )
  args.backlog.forEach((dialogue, index) => {
    const candidates = args.managers.map((manager) => toCandidate(manager, dialogue, loads, settings))
    const decision = pickManager(candidates, settings.distribution)
    const load = decision.winnerId === null ? undefined : loads.get(decision.winnerId)
    if (decision.winnerId === null || !load) return
    load.openCount += 1
    // Within a batch the turn must move on, so each assignment is a little later than the one before.
    load.lastAssignedAt = new Date(args.now.getTime() + index)
    claims.push({
      dialogueId: dialogue.id,
      managerId: decision.winnerId,
      fromManagerId: null,
      autoCloseAt: closesAt(dialogue, decision.winnerId, settings)?.toISOString() ?? null,
      by: 'auto',
      byManagerId: null,
      decisionId: newId(),
      decision,
    })
  })
  return claims
}

function toCandidate(
  manager: ManagerState,
  dialogue: Backlog,
  loads: ReadonlyMap<string, { openCount: number; lastAssignedAt: Date | null }>,
  settings: AccountSettings,
): Candidate {
  const role = roles.find((one) => one === manager.role)
  const load = loads.get(manager.id)
  return {
    managerId: manager.id,
    mayReply: role !== undefined && rightsOfRole[role].includes('chat'),
    inDepartment: dialogue.department_id === null || manager.department_ids.includes(dialogue.department_id),
    status: managerStatuses.find((status) => status === manager.status) ?? 'offline',
    online: manager.online,
    openCount: load?.openCount ?? manager.open_count,
    capacity: manager.capacity ?? settings.distribution.capacity,
    lastAssignedAt: load?.lastAssignedAt ?? null,
  }
}

export function closesAt(
  dialogue: Pick<Backlog, 'opened_at' | 'last_customer_at' | 'last_message_at' | 'waiting_since'>,
  assigneeId: string | null,
  settings: AccountSettings,
  becameUnassignedAt: Date | null = null,
): Date | null {
  const state = {
    assigneeId,
    openedAt: dialogue.opened_at,
    becameUnassignedAt,
    lastCustomerAt: dialogue.last_customer_at,
    lastMessageAt: dialogue.last_message_at,
    waitingSince: dialogue.waiting_since,
  }
  return autoCloseAt(state, settings['auto-close'], (at) => oneMonthAfter(at, settings.timeZone))
}

async function tellClaims(
  tx: Tx,
  args: {
    readonly accountId: string
    readonly claims: readonly Claim[]
    readonly backlog: readonly Backlog[]
    readonly claimed: ReadonlySet<string>
    readonly now: Date
  },
): Promise<number | null> {
  const { accountId, claimed, now } = args
  const won = args.claims.filter((claim) => claimed.has(claim.dialogueId))
  const turns = new Map<string, string>()
  won.forEach((claim, index) => {
    if (claim.managerId !== null) turns.set(claim.managerId, new Date(now.getTime() + index).toISOString())
  })
  await touchAssigned(tx, { accountId, turns: [...turns].map(([managerId, at]) => ({ managerId, at })) })
  const events = won.map((claim) => {
    const dialogue = args.backlog.find((row) => row.id === claim.dialogueId)
    return {
      type: 'dialogue.updated',
      dialogueId: claim.dialogueId,
      chatId: dialogue?.chat_id ?? null,
      messageId: null,
      seq: dialogue?.last_seq ?? null,
      released: true,
      assigneeId: claim.managerId,
      departmentId: dialogue?.department_id ?? null,
      previousAssigneeId: null,
      data: { assigned: true, by: claim.by },
    }
  })
  return events.length > 0 ? await appendEvents(tx, { accountId, events, now }) : null
}
