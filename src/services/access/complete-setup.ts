import { HubError } from '../../../core/errors.ts'
import { isUniqueViolation, transaction } from '../../../db/client.ts'
import { hasAccounts, lockAccounts } from '../../../db/queries/accounts.ts'
import { takeSetupToken } from '../../../db/queries/invites.ts'
import { writeAccount, writeManager, writeUser } from './create-account.ts'
import type { AccessDeps, Caller } from './deps.ts'
import { limit } from './limit.ts'
import { type SignedIn, signInTo } from './sign-in.ts'
import { hashToken } from './tokens.ts'

export type Founder = Readonly<{
  email: string
  password: string
  name: string
  accountName: string
  timeZone: string
  caller: Caller
}>

/** The first account and its administrator. The token works once. */
export async function completeSetup(deps: AccessDeps, given: Founder & { readonly token: string }): Promise<SignedIn> {
  const { email, name, accountName, timeZone, password, caller } = given
  const giveBack = await limit(deps, { what: 'setup', ip: caller.ip })
  const passwordHash = await deps.signIn.hashPassword(password)
  const now = deps.clock.now()
  try {
    const accountId = await transaction(deps.sql, async (tx) => {
      await lockAccounts(tx)
      if (await hasAccounts(tx)) throw new HubError('conflict', 'The hub is already set up: sign in.')
      if (!(await takeSetupToken(tx, hashToken(given.token)))) {
        throw new HubError('forbidden', 'This set-up link is not valid: use the one that the hub printed at its last start.')
      }
      const account = await writeAccount(tx, { name: accountName, timeZone, now })
      const userId = await writeUser(tx, { email, name, passwordHash, now })
      await writeManager(tx, { accountId: account.id, userId, email, name, role: 'administrator', now })
      return account.id
    })
    await giveBack()
    return await signInTo(deps, { email, password, caller, accountId })
  } catch (error) {
    if (isUniqueViolation(error)) throw new HubError('conflict', 'This e-mail address is already in use.')
    throw error
  }
}
