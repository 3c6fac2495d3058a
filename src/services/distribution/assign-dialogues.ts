import { autoCloseAt, oneMonthAfter } from '../../../core/auto-close.ts'
import { type Candidate, exclusion, managerStatuses, pickManager } from '../../../core/distribution.ts'
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
 * takes at the same moment wins. What nobody can take is passed over. Returns how many found a manager.
 */
export async function assignDialogues(deps: Deps, accountId: string): Promise<number> {
  const settings = await deps.settings.of(accountId)
  if (settings.distribution.mode === 'none') return 0
  let total = 0
  let after: Backlog | null = null
  do {
    const outcome: Assigned = await assignBatch(deps, { accountId, settings, after })
    total += outcome.assigned
    after = outcome.last
  } while (after !== null)
  return total
}

/** `last`: where to go on; null: nothing is left, or nobody has room. */
type Assigned = Readonly<{ assigned: number; position: number | null; last: Backlog | null }>

async function assignBatch(
  deps: Deps,
  args: { readonly accountId: string; readonly settings: AccountSettings; readonly after: Backlog | null },
): Promise<Assigned> {
  const { accountId, settings } = args
  const now = deps.clock.now()
  const outcome = await transaction(deps.sql, async (tx): Promise<Assigned> => {
    await lockDistribution(tx, accountId)
    const backlog = await lockBacklog(tx, { accountId, after: args.after, limit: batch })
    if (backlog.length === 0) return { assigned: 0, position: null, last: null }
    const managers = await lockManagers(tx, { accountId, now })
    const { claims, anyRoom } = choose({ backlog, managers, settings, now })
    const last = anyRoom && backlog.length === batch ? (backlog.at(-1) ?? null) : null
    if (claims.length === 0) return { assigned: 0, position: null, last }
    const claimed = await claimDialogues(tx, { accountId, claims, now })
    deps.crash('assign.claimed')
    return { assigned: claimed.size, position: await tellClaims(tx, { accountId, claims, backlog, claimed, now }), last }
  })
  if (outcome.assigned > 0) deps.crash('assign.committed')
  if (outcome.position !== null) deps.bus.publish({ type: 'stream', accountId, position: outcome.position })
  return outcome
}

/** A claim, and when the manager's turn counts as taken. */
type Turn = Claim & { readonly turnAt: string }

function choose(args: {
  readonly backlog: readonly Backlog[]
  readonly managers: readonly ManagerState[]
  readonly settings: AccountSettings
  readonly now: Date
}): { readonly claims: Turn[]; readonly anyRoom: boolean } {
  const { settings } = args
  const claims: Turn[] = []
  const from = firstTurn(args)
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
    const turnAt = new Date(from + index)
    load.lastAssignedAt = turnAt
    claims.push({
      dialogueId: dialogue.id,
      managerId: decision.winnerId,
      fromManagerId: null,
      autoCloseAt: closesAt(dialogue, decision.winnerId, settings)?.toISOString() ?? null,
      by: 'auto',
      byManagerId: null,
      decisionId: newId(),
      decision,
      turnAt: turnAt.toISOString(),
    })
  })
  const anywhere = { department_id: null }
  const anyRoom = args.managers.some(
    (one) => exclusion(toCandidate(one, anywhere, loads, settings), settings.distribution) === null,
  )
  return { claims, anyRoom }
}

/** After every turn that was taken, also when batches follow each other within a moment: the turns go on where they stopped. */
function firstTurn({ managers, now }: { readonly managers: readonly ManagerState[]; readonly now: Date }): number {
  const taken = managers.map((manager) => (manager.last_assigned_at?.getTime() ?? 0) + 1)
  return Math.max(now.getTime(), ...taken)
}

function toCandidate(
  manager: ManagerState,
  dialogue: Pick<Backlog, 'department_id'>,
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
    readonly claims: readonly Turn[]
    readonly backlog: readonly Backlog[]
    readonly claimed: ReadonlySet<string>
    readonly now: Date
  },
): Promise<number | null> {
  const { accountId, claimed, now } = args
  const won = args.claims.filter((claim) => claimed.has(claim.dialogueId))
  const turns = new Map<string, string>()
  for (const { managerId, turnAt } of won) if (managerId !== null) turns.set(managerId, turnAt)
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
