import { HubError } from '../../../core/errors.ts'
import type { Actor } from '../../../core/permissions.ts'
import { findManager, worksElsewhere } from '../../../db/queries/managers.ts'
import type { AccessDeps } from './deps.ts'
import { makeResetLink } from './request-password-reset.ts'

const validMs = 24 * 3_600_000

/**
 * A link that an administrator hands over. Whoever holds it becomes that person everywhere, so it is refused for people who also work, or have
 * worked, in another account: an administrator here must not get in there.
 */
export async function makePasswordLink(
  deps: AccessDeps,
  args: { readonly actor: Actor; readonly managerId: string },
): Promise<{ resetUrl: string }> {
  const { accountId } = args.actor
  const manager = await findManager(deps.sql, { accountId, id: args.managerId })
  if (manager === null) throw new HubError('not_found', 'There is nobody with this id.')
  if (manager.userId === null)
    throw new HubError('conflict', `${manager.name} has not accepted the invitation yet: send it again.`)
  if (await worksElsewhere(deps.sql, { userId: manager.userId, accountId })) {
    throw new HubError('conflict', `${manager.name} also works in another account, so only they can ask for a new password.`)
  }
  return { resetUrl: await makeResetLink(deps, { userId: manager.userId, validMs }) }
}
