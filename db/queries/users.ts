import type postgres from 'postgres'
import { passwordProvider } from '../../core/sign-in.ts'

type Query = postgres.ISql<{ bigint: number }>

/** A person and their password, in the shape of the sign-in library. */
export async function insertUser(
  tx: Query,
  user: { readonly id: string; readonly email: string; readonly name: string; readonly passwordHash: string; readonly now: Date },
): Promise<void> {
  const { id, email, name, passwordHash, now } = user
  await tx`
    with made as (
      insert into users (id, name, email, created_at, updated_at) values (${id}, ${name}, ${email}, ${now}, ${now}) returning id
    )
    insert into credentials (id, account_id, provider_id, user_id, password, created_at, updated_at)
    select id, id, ${passwordProvider}, id, ${passwordHash}, ${now}, ${now} from made`
}

export async function findUserByEmail(sql: Query, email: string): Promise<{ readonly id: string; readonly name: string } | null> {
  const [row] = await sql<{ id: string; name: string }[]>`select id, name from users where email = ${email}`
  return row ?? null
}

export async function findUser(
  sql: Query,
  userId: string,
): Promise<{ readonly id: string; readonly name: string; readonly email: string } | null> {
  const [row] = await sql<{ id: string; name: string; email: string }[]>`select id, name, email from users where id = ${userId}`
  return row ?? null
}

export async function renameUser(
  tx: Query,
  args: { readonly userId: string; readonly name: string; readonly now: Date },
): Promise<void> {
  await tx`update users set name = ${args.name}, updated_at = ${args.now} where id = ${args.userId}`
}

export async function savePassword(
  tx: Query,
  args: { readonly userId: string; readonly passwordHash: string; readonly now: Date },
): Promise<void> {
  await tx`
    update credentials set password = ${args.passwordHash}, updated_at = ${args.now}
    where user_id = ${args.userId} and provider_id = ${passwordProvider}`
}

const resetPrefix = 'reset-password:'

export async function insertPasswordReset(
  tx: Query,
  reset: {
    readonly id: string
    readonly tokenHash: string
    readonly userId: string
    readonly expiresAt: Date
    readonly now: Date
  },
): Promise<void> {
  const { id, tokenHash, userId, expiresAt, now } = reset
  await tx`
    insert into verifications (id, identifier, value, expires_at, created_at, updated_at)
    values (${id}, ${resetPrefix + tokenHash}, ${userId}, ${expiresAt}, ${now}, ${now})`
}

/** Whose password the token may set; it, and every other one of that person, is used up. null: unknown, used or expired. */
export async function takePasswordReset(
  tx: Query,
  args: { readonly tokenHash: string; readonly now: Date },
): Promise<string | null> {
  const [row] = await tx<{ userId: string }[]>`
    delete from verifications where identifier = ${resetPrefix + args.tokenHash} and expires_at > ${args.now} returning value as "userId"`
  if (!row) return null
  await tx`delete from verifications where value = ${row.userId} and starts_with(identifier, ${resetPrefix})`
  return row.userId
}
