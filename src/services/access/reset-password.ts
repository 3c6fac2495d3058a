import { HubError } from '../../../core/errors.ts'
import { transaction } from '../../../db/client.ts'
import { deleteSessionsOfUser } from '../../../db/queries/sessions.ts'
import { savePassword, takePasswordReset } from '../../../db/queries/users.ts'
import type { AccessDeps, Caller } from './deps.ts'
import { limit } from './limit.ts'
import { hashToken } from './tokens.ts'

/** Sets a new password by a link's token, which is used up with it; whoever is signed in as this person is signed out. */
export async function resetPassword(
  deps: AccessDeps,
  given: Readonly<{ token: string; password: string; caller: Caller }>,
): Promise<void> {
  const giveBack = await limit(deps, { what: 'new-password', ip: given.caller.ip })
  const passwordHash = await deps.signIn.hashPassword(given.password)
  const now = deps.clock.now()
  const userId = await transaction(deps.sql, async (tx) => {
    const owner = await takePasswordReset(tx, { tokenHash: hashToken(given.token), now })
    if (owner === null) throw new HubError('not_found', 'This link is not valid any more: ask for a new one.')
    await savePassword(tx, { userId: owner, passwordHash, now })
    await deleteSessionsOfUser(tx, owner)
    return owner
  })
  await giveBack()
  deps.bus.publish({ type: 'session_ended', userId, sessionId: null })
}
