import type postgres from 'postgres'

type Query = postgres.ISql<{ bigint: number }>

/** A manager has one invitation: an earlier one ends. */
export async function insertInvite(
  tx: Query,
  invite: Readonly<{ tokenHash: string; accountId: string; managerId: string; expiresAt: Date; now: Date }>,
): Promise<void> {
  const { tokenHash, accountId, managerId, expiresAt, now } = invite
  await tx`delete from invites where account_id = ${accountId} and manager_id = ${managerId}`
  await tx`
    insert into invites (token_hash, account_id, manager_id, expires_at, created_at)
    values (${tokenHash}, ${accountId}, ${managerId}, ${expiresAt}, ${now})`
}

export type InviteRow = Readonly<{
  accountId: string
  managerId: string
  email: string
  name: string
  accountName: string
  hasUser: boolean
}>

/** null: unknown, expired, accepted, or of a manager who was deactivated. */
export async function findInvite(
  sql: Query,
  args: { readonly tokenHash: string; readonly now: Date },
): Promise<InviteRow | null> {
  const [row] = await sql<InviteRow[]>`
    select i.account_id as "accountId", i.manager_id as "managerId", m.email, m.name, a.name as "accountName",
      exists (select from users u where u.email = m.email) as "hasUser"
    from invites i
    join managers m on m.account_id = i.account_id and m.id = i.manager_id
    join accounts a on a.id = i.account_id
    where i.token_hash = ${args.tokenHash} and i.expires_at > ${args.now} and i.accepted_at is null
      and m.user_id is null and m.deactivated_at is null`
  return row ?? null
}

/** Uses the invitation up; false when somebody was quicker. */
export async function acceptInvite(tx: Query, args: { readonly tokenHash: string; readonly now: Date }): Promise<boolean> {
  const rows = await tx`
    update invites set accepted_at = ${args.now} where token_hash = ${args.tokenHash} and accepted_at is null and expires_at > ${args.now}
    returning token_hash`
  return rows.length > 0
}

export async function saveSetupToken(tx: Query, args: { readonly tokenHash: string; readonly now: Date }): Promise<void> {
  await tx`
    insert into setup_tokens (token_hash, created_at) values (${args.tokenHash}, ${args.now})
    on conflict ("only") do update set token_hash = excluded.token_hash, created_at = excluded.created_at`
}

/** True for the one who used it. */
export async function takeSetupToken(tx: Query, tokenHash: string): Promise<boolean> {
  const rows = await tx`delete from setup_tokens where token_hash = ${tokenHash} returning "only"`
  return rows.length > 0
}

export async function dropSetupToken(tx: Query): Promise<void> {
  await tx`delete from setup_tokens`
}
