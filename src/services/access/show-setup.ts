import { hasAccounts } from '../../../db/queries/accounts.ts'
import type { Deps } from '../../deps.ts'

/** What a browser must know before anybody is signed in. */
export async function showSetup(
  deps: Deps,
): Promise<{ needed: boolean; signUp: 'closed' | 'open' | 'invite'; mailConfigured: boolean }> {
  return { needed: !(await hasAccounts(deps.sql)), signUp: deps.config.signUp, mailConfigured: deps.mail.configured }
}
