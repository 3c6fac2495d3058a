import { HubError } from '../../../core/errors.ts'
import { isUniqueViolation, transaction } from '../../../db/client.ts'
import { hasAccounts } from '../../../db/queries/accounts.ts'
import { findUserByEmail } from '../../../db/queries/users.ts'
import type { Founder } from './complete-setup.ts'
import { writeAccount, writeManager, writeUser } from './create-account.ts'
import type { AccessDeps } from './deps.ts'
import { limit } from './limit.ts'
import { provePassword, type SignedIn, signInTo } from './sign-in.ts'

/**
 * A further account, by its own founder. `open`: anyone; whoever is known here gives the password they have. `invite`: only who already works in
 * an account of this hub, since somebody let them in.
 */
export async function signUp(deps: AccessDeps, given: Founder): Promise<SignedIn> {
  const { email, name, accountName, timeZone, password, caller } = given
  if (deps.config.signUp === 'closed') throw new HubError('forbidden', 'This hub takes no new accounts: ask whoever runs it.')
  await limit(deps, { what: 'sign-up', ip: caller.ip })
  if (!(await hasAccounts(deps.sql)))
    throw new HubError('conflict', 'The hub is not set up yet: use the link that it printed at its start.')
  const known = deps.config.signUp === 'invite' || (await findUserByEmail(deps.sql, email)) !== null
  const knownUserId = known ? (await provePassword(deps, { email, password, caller })).userId : null
  const passwordHash = knownUserId === null ? await deps.signIn.hashPassword(password) : ''
  const now = deps.clock.now()
  try {
    const accountId = await transaction(deps.sql, async (tx) => {
      const account = await writeAccount(tx, { name: accountName, timeZone, now })
      const userId = knownUserId ?? (await writeUser(tx, { email, name, passwordHash, now }))
      await writeManager(tx, { accountId: account.id, userId, email, name, role: 'administrator', now })
      return account.id
    })
    return await signInTo(deps, { email, password, caller, accountId })
  } catch (error) {
    if (isUniqueViolation(error)) throw new HubError('conflict', 'This e-mail address is already in use.')
    throw error
  }
}
