import { HubError } from '../../../core/errors.ts'
import { newId } from '../../../core/ids.ts'
import type { Role } from '../../../core/permissions.ts'
import { isUniqueViolation, type Tx, transaction } from '../../../db/client.ts'
import { findAccount, insertAccount } from '../../../db/queries/accounts.ts'
import { dropSetupToken } from '../../../db/queries/invites.ts'
import { insertManager } from '../../../db/queries/managers.ts'
import { findUserByEmail, insertUser } from '../../../db/queries/users.ts'
import type { AccessDeps } from './deps.ts'

export type NewAccount = Readonly<{ name: string; timeZone: string }>
export type NewUser = Readonly<{ email: string; name: string; passwordHash: string }>

/** An account without people, from the command line. */
export async function createAccount(
  deps: Pick<AccessDeps, 'sql' | 'clock'>,
  account: NewAccount,
): Promise<{ readonly id: string }> {
  return await transaction(deps.sql, (tx) => writeAccount(tx, { ...account, now: deps.clock.now() }))
}

type NewPerson = Readonly<{ accountId: string; email: string; name: string; password: string }>

/** An administrator of an account, from the command line. */
export async function createAdmin(deps: Pick<AccessDeps, 'sql' | 'clock' | 'signIn'>, admin: NewPerson) {
  return await addPerson(deps, { ...admin, role: 'administrator' })
}

/** A person of an account, without an invitation. An e-mail address that is known keeps its password. */
export async function addPerson(
  deps: Pick<AccessDeps, 'sql' | 'clock' | 'signIn'>,
  person: NewPerson & { readonly role: Role },
): Promise<{ readonly managerId: string; readonly userId: string; readonly knownUser: boolean }> {
  const { accountId, email, name, password, role } = person
  const passwordHash = await deps.signIn.hashPassword(password)
  const now = deps.clock.now()
  try {
    return await transaction(deps.sql, async (tx) => {
      if ((await findAccount(tx, accountId)) === null) throw new HubError('not_found', `There is no account ${accountId}.`)
      const known = await findUserByEmail(tx, email)
      const userId = known?.id ?? (await writeUser(tx, { email, name, passwordHash, now }))
      const managerId = await writeManager(tx, { accountId, userId, email, name, role, now })
      return { managerId, userId, knownUser: known !== null }
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw new HubError('conflict', `${email} is already in this account.`)
    throw error
  }
}

/** The rows of a new account. From then on nobody may set the hub up by its link. */
export async function writeAccount(
  tx: Tx,
  { name, timeZone, now }: NewAccount & { readonly now: Date },
): Promise<{ readonly id: string }> {
  const id = newId()
  await insertAccount(tx, { id, name, timeZone, locale: 'en', now })
  await dropSetupToken(tx)
  return { id }
}

export async function writeUser(tx: Tx, user: NewUser & { readonly now: Date }): Promise<string> {
  const id = newId()
  await insertUser(tx, { id, ...user })
  return id
}

export async function writeManager(
  tx: Tx,
  manager: Readonly<{ accountId: string; userId: string | null; email: string; name: string; role: Role; now: Date }>,
): Promise<string> {
  const id = newId()
  await insertManager(tx, { id, ...manager })
  return id
}
