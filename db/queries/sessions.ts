import type postgres from 'postgres'
import type { Role } from '../../core/permissions.ts'

type Query = postgres.ISql<{ bigint: number }>

export type SessionActorRow = Readonly<{
  sessionId: string
  userId: string
  expiresAt: Date
  updatedAt: Date
  accountId: string
  managerId: string
  name: string
  role: Role
  departmentIds: readonly string[]
}>

/** Who a session's token stands for: the person in the account that they chose, or else their first. null: ended, or active in no account. */
export async function findSessionActor(
  sql: Query,
  args: { readonly token: string; readonly now: Date },
): Promise<SessionActorRow | null> {
  const [row] = await sql<SessionActorRow[]>`
    select s.id as "sessionId", s.user_id as "userId", s.expires_at as "expiresAt", s.updated_at as "updatedAt",
      m.account_id as "accountId", m.id as "managerId", m.name, m.role,
      array(select department_id from manager_departments d where d.account_id = m.account_id and d.manager_id = m.id) as "departmentIds"
    from sessions s join managers m on m.user_id = s.user_id and m.deactivated_at is null
    where s.token = ${args.token} and s.expires_at > ${args.now}
    order by m.account_id::text = s.active_account_id desc nulls last, m.created_at, m.account_id
    limit 1`
  return row ?? null
}

export type SessionRow = Readonly<{ id: string; createdAt: Date; lastSeenAt: Date; ip: string | null; userAgent: string | null }>

export async function listSessions(sql: Query, args: { readonly userId: string; readonly now: Date }): Promise<SessionRow[]> {
  return await sql<SessionRow[]>`
    select id, created_at as "createdAt", updated_at as "lastSeenAt", nullif(ip_address, '') as ip, nullif(user_agent, '') as "userAgent"
    from sessions where user_id = ${args.userId} and expires_at > ${args.now}
    order by updated_at desc, id limit 200`
}

export async function touchSession(sql: Query, args: { readonly sessionId: string; readonly now: Date }): Promise<void> {
  await sql`update sessions set updated_at = ${args.now} where id = ${args.sessionId}`
}

/** The account that this session works in from now on. */
export async function saveActiveAccount(
  sql: Query,
  args: { readonly sessionId: string; readonly accountId: string; readonly now: Date },
): Promise<void> {
  await sql`update sessions set active_account_id = ${args.accountId}, updated_at = ${args.now} where id = ${args.sessionId}`
}

export async function saveActiveAccountByToken(
  sql: Query,
  args: { readonly token: string; readonly accountId: string },
): Promise<void> {
  await sql`update sessions set active_account_id = ${args.accountId} where token = ${args.token}`
}

export async function deleteSession(sql: Query, args: { readonly userId: string; readonly sessionId: string }): Promise<boolean> {
  const rows = await sql`delete from sessions where id = ${args.sessionId} and user_id = ${args.userId} returning id`
  return rows.length > 0
}

export async function deleteSessionsOfUser(tx: Query, userId: string): Promise<void> {
  await tx`delete from sessions where user_id = ${userId}`
}

/** Those in which the person works in this account, or in whichever is their first: with another account chosen they stay signed in there. */
export async function deleteSessionsInAccount(
  tx: Query,
  args: { readonly userId: string; readonly accountId: string },
): Promise<void> {
  await tx`
    delete from sessions
    where user_id = ${args.userId} and (active_account_id is null or active_account_id = ${args.accountId})`
}
