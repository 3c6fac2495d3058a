import { newToken } from '../../../core/ids.ts'
import { transaction } from '../../../db/client.ts'
import { hasAccounts, lockAccounts } from '../../../db/queries/accounts.ts'
import { saveSetupToken } from '../../../db/queries/invites.ts'
import type { Deps } from '../../deps.ts'
import { setupUrl } from './links.ts'
import { hashToken } from './tokens.ts'

/** While the hub has no account: a link with which its first administrator is made, once. Each start makes a new one. null: not needed. */
export async function ensureSetupLink(deps: Pick<Deps, 'sql' | 'clock' | 'config'>): Promise<string | null> {
  const token = newToken()
  const isNeeded = await transaction(deps.sql, async (tx) => {
    await lockAccounts(tx)
    if (await hasAccounts(tx)) return false
    await saveSetupToken(tx, { tokenHash: hashToken(token), now: deps.clock.now() })
    return true
  })
  return isNeeded ? setupUrl(deps, token) : null
}
