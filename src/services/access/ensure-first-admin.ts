import { transaction } from '../../../db/client.ts'
import { hasAccounts, lockAccounts } from '../../../db/queries/accounts.ts'
import { findUserByEmail } from '../../../db/queries/users.ts'
import { writeAccount, writeManager, writeUser } from './create-account.ts'
import type { AccessDeps } from './deps.ts'

/** ADMIN_EMAIL and ADMIN_PASSWORD make the first account and its administrator, where there is none yet. */
export async function ensureFirstAdmin(
  deps: Pick<AccessDeps, 'sql' | 'clock' | 'config' | 'signIn'>,
): Promise<{ readonly created: boolean }> {
  const { admin } = deps.config
  if (admin === null || (await hasAccounts(deps.sql))) return { created: false }
  const passwordHash = await deps.signIn.hashPassword(admin.password)
  const now = deps.clock.now()
  const name = admin.email.split('@')[0] ?? admin.email
  return await transaction(deps.sql, async (tx) => {
    await lockAccounts(tx)
    if (await hasAccounts(tx)) return { created: false }
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
    const account = await writeAccount(tx, { name: 'My business', timeZone, now })
    const known = await findUserByEmail(tx, admin.email)
    const userId = known?.id ?? (await writeUser(tx, { email: admin.email, name, passwordHash, now }))
    await writeManager(tx, { accountId: account.id, userId, email: admin.email, name, role: 'administrator', now })
    return { created: true }
  })
}
