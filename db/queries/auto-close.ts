import type { Sql, Tx } from '../client.ts'

export type Due = {
  account_id: string
  id: string
  chat_id: string
  assignee_id: string | null
  department_id: string | null
  last_seq: number
}

/**
 * Closes a batch of what is due. Guarded by the due time itself, which every message moves: one that is being written at this moment is locked and
 * skipped, and when it is through it is not due any more.
 */
export async function closeDue(tx: Tx, args: { readonly now: Date; readonly limit: number }): Promise<Due[]> {
  return await tx<Due[]>`
    with due as (
      select account_id, id from dialogues
      where status = 'open' and auto_close_at is not null and auto_close_at <= ${args.now}
      order by auto_close_at limit ${args.limit} for update skip locked
    )
    update dialogues d set status = 'closed', closed_at = ${args.now}, auto_close_at = null, waiting_since = null,
      close_reason = case when d.assignee_id is null then 'auto_unassigned_month' else 'auto_idle' end
    from due where d.account_id = due.account_id and d.id = due.id
    returning d.account_id, d.id, d.chat_id, d.assignee_id, d.department_id, d.last_seq`
}

export type OpenForTimer = {
  id: string
  assignee_id: string | null
  opened_at: Date
  became_unassigned_at: Date | null
  last_customer_at: Date | null
  last_message_at: Date
  waiting_since: Date | null
}

/** All open dialogues of the account, in pages by id, to write their due time anew after the settings changed. */
export async function openDialoguesPage(
  sql: Sql | Tx,
  args: { readonly accountId: string; readonly after: string | null; readonly limit: number },
): Promise<OpenForTimer[]> {
  return await sql<OpenForTimer[]>`
    select id, assignee_id, opened_at, became_unassigned_at, last_customer_at, last_message_at, waiting_since from dialogues
    where account_id = ${args.accountId} and status = 'open' and (${args.after}::uuid is null or id > ${args.after})
    order by id limit ${args.limit} for update`
}

export async function saveTimers(
  tx: Tx,
  args: { readonly accountId: string; readonly rows: readonly Readonly<{ id: string; at: string | null }>[] },
): Promise<void> {
  await tx`
    update dialogues d set auto_close_at = n.at
    from unnest(${args.rows.map((row) => row.id)}::uuid[], ${args.rows.map((row) => row.at)}::timestamptz[]) as n(id, at)
    where d.account_id = ${args.accountId} and d.id = n.id and d.auto_close_at is distinct from n.at`
}
