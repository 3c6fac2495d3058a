import type postgres from 'postgres'
import type { ManagerStatus } from '../../core/distribution.ts'
import type { Role } from '../../core/permissions.ts'

type Query = postgres.ISql<{ bigint: number }>

export type ManagerRow = Readonly<{
  id: string
  userId: string | null
  email: string
  name: string
  role: Role
  status: ManagerStatus
  capacity: number | null
  openCount: number
  onlineUntil: Date | null
  preferences: Readonly<Record<string, unknown>>
  deactivatedAt: Date | null
  createdAt: Date
}>

const columns = (sql: Query) => sql`
  id, user_id as "userId", email, name, role, status, capacity, open_count as "openCount", online_until as "onlineUntil", preferences,
  deactivated_at as "deactivatedAt", created_at as "createdAt"`

/** In the order in which they were invited; the primary key serves it. */
export async function listManagers(
  sql: Query,
  args: { readonly accountId: string; readonly after: string | null; readonly limit: number },
): Promise<ManagerRow[]> {
  return await sql<ManagerRow[]>`
    select ${columns(sql)} from managers
    where account_id = ${args.accountId} ${args.after === null ? sql`` : sql`and id > ${args.after}`}
    order by id limit ${args.limit}`
}

type Key = { readonly accountId: string; readonly id: string }

export async function findManager(sql: Query, { accountId, id }: Key): Promise<ManagerRow | null> {
  const [row] = await sql<ManagerRow[]>`select ${columns(sql)} from managers where account_id = ${accountId} and id = ${id}`
  return row ?? null
}

export async function insertManager(
  tx: Query,
  manager: Readonly<{ accountId: string; id: string; userId: string | null; email: string; name: string; role: Role; now: Date }>,
): Promise<void> {
  const { accountId, id, userId, email, name, role, now } = manager
  await tx`
    insert into managers (account_id, id, user_id, email, name, role, created_at)
    values (${accountId}, ${id}, ${userId}, ${email}, ${name}, ${role}, ${now})`
}

/**
 * Locks the account's administrators, so that of two changes at once the second sees the first. Those who have accepted and are active; the
 * ids ascend.
 */
export async function lockAdministrators(tx: Query, accountId: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from managers
    where account_id = ${accountId} and role = 'administrator' and deactivated_at is null and user_id is not null
    order by id for update`
  return rows.map((row) => row.id)
}

export type ManagerChange = Readonly<{
  name: string
  role: Role
  capacity: number | null
  deactivatedAt: Date | null
  status: ManagerStatus
}>

export async function saveManager(tx: Query, { accountId, id }: Key, change: ManagerChange): Promise<void> {
  const { name, role, capacity, deactivatedAt, status } = change
  await tx`
    update managers set name = ${name}, role = ${role}, capacity = ${capacity}, deactivated_at = ${deactivatedAt}, status = ${status}
    where account_id = ${accountId} and id = ${id}`
}

export async function saveManagerStatus(tx: Query, { accountId, id }: Key, status: ManagerStatus): Promise<void> {
  await tx`update managers set status = ${status} where account_id = ${accountId} and id = ${id}`
}

/** The name and the preferences in every account of the person; preferences are merged. null keeps the name. */
export async function saveOwnProfile(
  tx: Query,
  args: Readonly<{
    userId: string
    name: string | null
    preferences: Readonly<Record<string, unknown>>
    forget: readonly string[]
  }>,
): Promise<void> {
  await tx`
    update managers set name = coalesce(${args.name}, name),
      preferences = (preferences || ${tx.json(jsonOf(args.preferences))}) - ${[...args.forget]}::text[]
    where user_id = ${args.userId}`
}

/** It came as JSON (the request's body); postgres.js wants its own name for that. */
function jsonOf(value: Readonly<Record<string, unknown>>): postgres.JSONValue {
  return value as postgres.JSONValue
}

/** The manager becomes this person; false when somebody was quicker. */
export async function linkManager(
  tx: Query,
  { accountId, id }: Key,
  args: { readonly userId: string; readonly name: string },
): Promise<boolean> {
  const rows = await tx`
    update managers set user_id = ${args.userId}, name = ${args.name}
    where account_id = ${accountId} and id = ${id} and user_id is null and deactivated_at is null returning id`
  return rows.length > 0
}

/** Whether the person works, or has worked, in an account beside this one. */
export async function worksElsewhere(
  sql: Query,
  args: { readonly userId: string; readonly accountId: string },
): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`
    select exists (select from managers where user_id = ${args.userId} and account_id <> ${args.accountId}) as found`
  return row?.found ?? false
}

export type Membership = Readonly<{ managerId: string; name: string; role: Role; departmentIds: readonly string[] }>

/** As whom a person works in this account; null: not at all, or no longer. */
export async function findMembership(
  sql: Query,
  args: { readonly userId: string; readonly accountId: string },
): Promise<Membership | null> {
  const [row] = await sql<Membership[]>`
    select m.id as "managerId", m.name, m.role,
      array(select department_id from manager_departments d where d.account_id = m.account_id and d.manager_id = m.id) as "departmentIds"
    from managers m where m.user_id = ${args.userId} and m.account_id = ${args.accountId} and m.deactivated_at is null`
  return row ?? null
}
