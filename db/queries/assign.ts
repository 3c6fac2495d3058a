import type { Decision } from '../../core/distribution.ts'
import { jsonRows, type Sql, type Tx } from '../client.ts'

/** One distributor per account at a time; waits for nobody: who holds it does the work. Ends with the transaction. */
export async function lockDistribution(tx: Tx, accountId: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`distribute:${accountId}`}, 0))`
}

export type Backlog = {
  id: string
  chat_id: string
  channel_id: string
  department_id: string | null
  waiting_since: Date | null
  opened_at: Date
  last_customer_at: Date | null
  last_message_at: Date
  last_seq: number
}

/** Open dialogues that nobody has, longest waiting first, locked; what somebody is taking at this moment is left out. */
export async function lockBacklog(
  tx: Tx,
  args: { readonly accountId: string; readonly after: Pick<Backlog, 'opened_at' | 'id'> | null; readonly limit: number },
): Promise<Backlog[]> {
  const { accountId, after } = args
  return await tx<Backlog[]>`
    select id, chat_id, channel_id, department_id, waiting_since, opened_at, last_customer_at, last_message_at, last_seq
    from dialogues where account_id = ${accountId} and status = 'open' and assignee_id is null
      ${after === null ? tx`` : tx`and (opened_at, id) > (${after.opened_at}, ${after.id})`}
    order by coalesce(waiting_since, opened_at), id limit ${args.limit} for update skip locked`
}

export type ManagerState = {
  id: string
  role: string
  status: string
  capacity: number | null
  open_count: number
  last_assigned_at: Date | null
  online: boolean
  department_ids: string[]
}

/** Locked in the order of ids, so that nobody's count changes while the choice is made. */
export async function lockManagers(tx: Tx, args: { readonly accountId: string; readonly now: Date }): Promise<ManagerState[]> {
  return await tx<ManagerState[]>`
    select m.id, m.role, m.status, m.capacity, m.open_count, m.last_assigned_at, coalesce(m.online_until > ${args.now}, false) as online,
      array(select md.department_id::text from manager_departments md where md.account_id = m.account_id and md.manager_id = m.id) as department_ids
    from managers m where m.account_id = ${args.accountId} and m.deactivated_at is null and m.user_id is not null
    order by m.id for no key update of m`
}

/** The people between whom a dialogue changes hands, in the order of ids; before anything else of theirs is touched. */
export async function lockManagersById(
  tx: Tx,
  args: { readonly accountId: string; readonly ids: readonly (string | null)[] },
): Promise<void> {
  const ids = args.ids.filter((id) => id !== null)
  if (ids.length === 0) return
  await tx`select 1 from managers where account_id = ${args.accountId} and id in ${tx(ids)} order by id for no key update`
}

export type Claim = Readonly<{
  dialogueId: string
  managerId: string | null
  fromManagerId: string | null
  autoCloseAt: string | null
  by: 'auto' | 'manager' | 'system'
  byManagerId: string | null
  decisionId: string
  decision: Decision
}>

/** Guarded: only where the dialogue still has whom the decision saw. Returns what was claimed. */
export async function claimDialogues(
  tx: Tx,
  args: { readonly accountId: string; readonly claims: readonly Claim[]; readonly now: Date },
): Promise<ReadonlySet<string>> {
  const rows = args.claims.map((claim) => ({
    id: claim.dialogueId,
    manager_id: claim.managerId,
    from_id: claim.fromManagerId,
    auto_close_at: claim.autoCloseAt,
    by: claim.by,
    by_id: claim.byManagerId,
    decision_id: claim.decisionId,
    rule: claim.decision.rule,
    candidates: claim.decision.candidates,
    excluded: claim.decision.excluded,
  }))
  const claimed = await tx<{ id: string }[]>`
    with n as (
      select * from jsonb_to_recordset(${jsonRows(tx, rows)}) as r(id uuid, manager_id uuid, from_id uuid, auto_close_at timestamptz, by text, by_id uuid,
        decision_id uuid, rule text, candidates jsonb, excluded jsonb)
    ), claimed as (
      update dialogues d set assignee_id = n.manager_id, auto_close_at = n.auto_close_at,
        became_unassigned_at = case when n.manager_id is null then ${args.now} else d.became_unassigned_at end
      from n where d.account_id = ${args.accountId} and d.id = n.id and d.assignee_id is not distinct from n.from_id and d.released_at is not null
      returning d.id
    ), decided as (
      insert into assignment_decisions (account_id, id, dialogue_id, at, by, by_manager_id, rule, from_manager_id, to_manager_id, candidates, excluded)
      select ${args.accountId}, n.decision_id, n.id, ${args.now}, n.by, n.by_id, n.rule, n.from_id, n.manager_id, n.candidates, n.excluded
      from n join claimed on claimed.id = n.id
    )
    select id from claimed`
  return new Set(claimed.map((row) => row.id))
}

/** In the order in which they got one, so that the turn goes on where it stopped. */
export async function touchAssigned(
  tx: Tx,
  args: { readonly accountId: string; readonly turns: readonly Readonly<{ managerId: string; at: string }>[] },
): Promise<void> {
  if (args.turns.length === 0) return
  await tx`
    update managers m set last_assigned_at = n.at from jsonb_to_recordset(${jsonRows(tx, args.turns)}) as n("managerId" uuid, at timestamptz)
    where m.account_id = ${args.accountId} and m.id = n."managerId"`
}

/** Accounts where something waits that distribution could move. For the sweep. */
export async function accountsWithWork(sql: Sql): Promise<string[]> {
  const rows = await sql<{ account_id: string }[]>`
    select a.id as account_id from accounts a where
      exists (select 1 from dialogues d where d.account_id = a.id and d.status in ('new', 'held') and (d.status = 'new' or d.gated_at is null or d.last_customer_at > d.gated_at))
      or exists (select 1 from dialogues d where d.account_id = a.id and d.status = 'open' and d.assignee_id is null)`
  return rows.map((row) => row.account_id)
}
