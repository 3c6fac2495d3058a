import { jsonValue, type Sql } from '../client.ts'

export type Lease = { readonly name: string; readonly token: number; readonly state: Record<string, unknown> }

/** Taken when it is free or run out; its token rises, which fences the former holder off. null: somebody has it. */
export async function takeLease(
  sql: Sql,
  args: { readonly name: string; readonly holder: string; readonly now: Date; readonly until: Date },
): Promise<Lease | null> {
  const [row] = await sql<{ token: number; state: Record<string, unknown> }[]>`
    insert into leases (name, holder, token, expires_at) values (${args.name}, ${args.holder}, 1, ${args.until})
    on conflict (name) do update set holder = excluded.holder, token = leases.token + 1, expires_at = excluded.expires_at where leases.expires_at < ${args.now}
    returning token, state`
  return row ? { name: args.name, token: row.token, state: row.state } : null
}

/** false: it was lost. */
export async function renewLease(sql: Sql, args: { readonly lease: Lease; readonly until: Date }): Promise<boolean> {
  const rows =
    await sql`update leases set expires_at = ${args.until} where name = ${args.lease.name} and token = ${args.lease.token} returning 1`
  return rows.length > 0
}

export async function releaseLease(sql: Sql, lease: Lease): Promise<void> {
  await sql`update leases set expires_at = 'epoch' where name = ${lease.name} and token = ${lease.token}`
}

export async function saveLeaseState(sql: Sql, args: { readonly lease: Lease; readonly state: object }): Promise<void> {
  await sql`update leases set state = ${jsonValue(sql, args.state)} where name = ${args.lease.name} and token = ${args.lease.token}`
}
