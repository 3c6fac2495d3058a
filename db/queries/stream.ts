import type { Sql } from '../client.ts'

export type StoredEvent = {
  position: number
  at: Date
  type: string
  dialogue_id: string | null
  chat_id: string | null
  message_id: string | null
  seq: number | null
  released: boolean
  assignee_id: string | null
  department_id: string | null
  previous_assignee_id: string | null
  data: Record<string, unknown> | null
}

export async function streamHead(sql: Sql, accountId: string): Promise<{ readonly position: number; readonly purgedTo: number }> {
  const [row] = await sql<
    { position: number; purged_to: number }[]
  >`select position, purged_to from stream_heads where account_id = ${accountId}`
  return { position: row?.position ?? 0, purgedTo: row?.purged_to ?? 0 }
}

export async function eventsAfter(
  sql: Sql,
  args: { readonly accountId: string; readonly after: number; readonly limit: number },
): Promise<StoredEvent[]> {
  return await sql<StoredEvent[]>`
    select position, at, type, dialogue_id, chat_id, message_id, seq, released, assignee_id, department_id, previous_assignee_id, data
    from stream_events where account_id = ${args.accountId} and position > ${args.after} order by position limit ${args.limit}`
}

export async function readsOf(
  sql: Sql,
  args: { readonly accountId: string; readonly dialogueIds: readonly string[]; readonly managerIds: readonly string[] },
): Promise<{ manager_id: string; dialogue_id: string; seq: number; inbound_count: number }[]> {
  if (args.dialogueIds.length === 0 || args.managerIds.length === 0) return []
  return await sql<{ manager_id: string; dialogue_id: string; seq: number; inbound_count: number }[]>`
    select manager_id, dialogue_id, seq, inbound_count from dialogue_reads
    where account_id = ${args.accountId} and dialogue_id in ${sql([...args.dialogueIds])} and manager_id in ${sql([...args.managerIds])}`
}

/** What these sessions and keys may do by now; who is missing has ended. */
export async function liveCredentials(
  sql: Sql,
  args: {
    readonly sessionIds: readonly string[]
    readonly managerIds: readonly string[]
    readonly keyIds: readonly string[]
    readonly now: Date
  },
): Promise<{
  readonly sessions: ReadonlySet<string>
  readonly managers: ReadonlyMap<string, string>
  readonly keys: ReadonlySet<string>
}> {
  const rows = await sql<{ kind: string; id: string; role: string | null }[]>`
    select 'session' as kind, id, null as role from sessions where id = any(${[...args.sessionIds]}) and expires_at > ${args.now}
    union all select 'manager', id::text, role from managers where id::text = any(${[...args.managerIds]}) and deactivated_at is null
    union all select 'key', id::text, role from api_keys where id::text = any(${[...args.keyIds]}) and revoked_at is null`
  return {
    sessions: new Set(rows.filter((row) => row.kind === 'session').map((row) => row.id)),
    managers: new Map(rows.filter((row) => row.kind === 'manager').map((row) => [row.id, row.role ?? ''])),
    keys: new Set(rows.filter((row) => row.kind === 'key').map((row) => row.id)),
  }
}

/** Managers with an open socket, until then. Returns those who were away. */
export async function renewPresence(
  sql: Sql,
  args: {
    readonly managers: readonly Readonly<{ accountId: string; managerId: string }>[]
    readonly until: Date
    readonly now: Date
  },
): Promise<{ account_id: string; id: string }[]> {
  if (args.managers.length === 0) return []
  return await sql<{ account_id: string; id: string }[]>`
    with was as (
      select m.account_id, m.id, coalesce(m.online_until, 'epoch') <= ${args.now} as away from managers m where m.id = any(${args.managers.map((one) => one.managerId)}::uuid[])
    ), renewed as (
      update managers m set online_until = ${args.until} from was where m.account_id = was.account_id and m.id = was.id
    )
    select account_id, id from was where away`
}

export async function endPresence(
  sql: Sql,
  args: { readonly accountId: string; readonly managerId: string; readonly at: Date },
): Promise<void> {
  await sql`update managers set online_until = ${args.at} where account_id = ${args.accountId} and id = ${args.managerId}`
}
