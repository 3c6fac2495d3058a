import type postgres from 'postgres'
import type { Role } from '../../core/permissions.ts'

type Query = postgres.ISql<{ bigint: number }>

export type ApiKeyRow = Readonly<{
  id: string
  name: string
  role: Role
  last4: string
  createdAt: Date
  lastUsedAt: Date | null
}>

export async function listApiKeys(sql: Query, accountId: string): Promise<ApiKeyRow[]> {
  return await sql<ApiKeyRow[]>`
    select id, name, role, last4, created_at as "createdAt", last_used_at as "lastUsedAt"
    from api_keys where account_id = ${accountId} and revoked_at is null order by id limit 500`
}

export async function insertApiKey(
  sql: Query,
  key: Readonly<{ id: string; accountId: string; tokenHash: string; last4: string; name: string; role: Role; now: Date }>,
): Promise<void> {
  await sql`
    insert into api_keys (id, account_id, token_hash, last4, name, role, created_at)
    values (${key.id}, ${key.accountId}, ${key.tokenHash}, ${key.last4}, ${key.name}, ${key.role}, ${key.now})`
}

export async function revokeApiKey(
  sql: Query,
  args: { readonly accountId: string; readonly id: string; readonly now: Date },
): Promise<boolean> {
  const rows = await sql`
    update api_keys set revoked_at = ${args.now} where id = ${args.id} and account_id = ${args.accountId} and revoked_at is null returning id`
  return rows.length > 0
}

export type ApiKeyActorRow = Readonly<{ id: string; accountId: string; name: string; role: Role; lastUsedAt: Date | null }>

export async function findApiKeyActor(sql: Query, tokenHash: string): Promise<ApiKeyActorRow | null> {
  const [row] = await sql<ApiKeyActorRow[]>`
    select id, account_id as "accountId", name, role, last_used_at as "lastUsedAt"
    from api_keys where token_hash = ${tokenHash} and revoked_at is null`
  return row ?? null
}

export async function touchApiKey(sql: Query, args: { readonly id: string; readonly now: Date }): Promise<void> {
  await sql`update api_keys set last_used_at = ${args.now} where id = ${args.id}`
}
