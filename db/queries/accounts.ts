import type postgres from 'postgres'

/** Either of the pool and a transaction of it. */
type Query = postgres.ISql<{ bigint: number }>

/** Holds until the end of the transaction: the first account is made by one at a time. */
export async function lockAccounts(tx: Query): Promise<void> {
  await tx`select pg_advisory_xact_lock(7118232)`
}

export async function hasAccounts(sql: Query): Promise<boolean> {
  const [row] = await sql<{ has: boolean }[]>`select exists (select from accounts) as has`
  return row?.has ?? false
}

/** The account and the head of its stream, which every account has. */
export async function insertAccount(
  tx: Query,
  account: { readonly id: string; readonly name: string; readonly timeZone: string; readonly locale: string; readonly now: Date },
): Promise<void> {
  const { id, name, timeZone, locale, now } = account
  await tx`
    with made as (
      insert into accounts (id, name, time_zone, locale, created_at) values (${id}, ${name}, ${timeZone}, ${locale}, ${now}) returning id
    )
    insert into stream_heads (account_id) select id from made`
}

export async function findAccount(
  sql: Query,
  accountId: string,
): Promise<{ readonly id: string; readonly name: string; readonly timeZone: string; readonly locale: string } | null> {
  const [row] = await sql<{ id: string; name: string; timeZone: string; locale: string }[]>`
    select id, name, time_zone as "timeZone", locale from accounts where id = ${accountId}`
  return row ?? null
}

/** Where this person works now; by age of their membership. */
export async function listAccountsOfUser(sql: Query, userId: string): Promise<{ readonly id: string; readonly name: string }[]> {
  return await sql<{ id: string; name: string }[]>`
    select a.id, a.name from managers m join accounts a on a.id = m.account_id
    where m.user_id = ${userId} and m.deactivated_at is null
    order by m.created_at, m.account_id`
}

/** The ids of the accounts with this id or exactly this name. */
export async function findAccountByName(sql: Query, idOrName: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`select id from accounts where id::text = ${idOrName} or name = ${idOrName} order by id`
  return rows.map((row) => row.id)
}
