import { HubError } from '../../../core/errors.ts'
import { isUniqueViolation, transaction } from '../../../db/client.ts'
import { appendEvents } from '../../../db/queries/events.ts'
import { acceptInvite as useInvite } from '../../../db/queries/invites.ts'
import { linkManager } from '../../../db/queries/managers.ts'
import { writeUser } from './create-account.ts'
import type { AccessDeps, Caller } from './deps.ts'
import { limit } from './limit.ts'
import { validInvite } from './show-invite.ts'
import { provePassword, type SignedIn, signInTo } from './sign-in.ts'
import { managerUpdated } from './tell-manager.ts'
import { hashToken } from './tokens.ts'

/** Whoever has an account of the hub already proves it with their password: the link alone makes nobody somebody else. */
export async function acceptInvite(
  deps: AccessDeps,
  given: Readonly<{ token: string; name: string; password: string; caller: Caller }>,
): Promise<SignedIn> {
  const { token, name, password, caller } = given
  const giveBack = await limit(deps, { what: 'invite', ip: caller.ip })
  const { accountId, managerId, email, hasUser } = await validInvite(deps, token)
  const knownUserId = hasUser ? (await provePassword(deps, { email, password, caller })).userId : null
  const passwordHash = knownUserId === null ? await deps.signIn.hashPassword(password) : ''
  const now = deps.clock.now()
  try {
    const position = await transaction(deps.sql, async (tx) => {
      const userId = knownUserId ?? (await writeUser(tx, { email, name, passwordHash, now }))
      const isMine = await useInvite(tx, { tokenHash: hashToken(token), now })
      if (!isMine || !(await linkManager(tx, { accountId, id: managerId }, { userId, name }))) {
        throw new HubError('conflict', 'This invitation was just used.')
      }
      return await appendEvents(tx, { accountId, events: [managerUpdated(managerId)], now })
    })
    deps.bus.publish({ type: 'stream', accountId, position })
  } catch (error) {
    if (isUniqueViolation(error)) throw new HubError('conflict', 'This invitation was just used.')
    throw error
  }
  await giveBack()
  return await signInTo(deps, { email, password, caller, accountId })
}
