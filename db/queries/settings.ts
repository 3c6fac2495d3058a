import { eq } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { accounts, settings } from '../schema/index.ts'

export async function loadAccountSettings(db: Db, accountId: string) {
  const [account] = await db
    .select({ timeZone: accounts.timeZone, locale: accounts.locale })
    .from(accounts)
    .where(eq(accounts.id, accountId))
  if (!account) return null
  const rows = await db
    .select({ group: settings.group, value: settings.value })
    .from(settings)
    .where(eq(settings.accountId, accountId))
  return { ...account, values: new Map(rows.map((row) => [row.group, row.value])) }
}

export async function saveSettings(
  db: Db,
  args: { readonly accountId: string; readonly group: string; readonly value: unknown; readonly now: Date },
): Promise<void> {
  const { accountId, group, value, now } = args
  await db
    .insert(settings)
    .values({ accountId, group, value, updatedAt: now })
    .onConflictDoUpdate({ target: [settings.accountId, settings.group], set: { value, updatedAt: now } })
}
