import type { Manager } from '../../../core/api/shapes.ts'
import { HubError } from '../../../core/errors.ts'
import { newId, newToken } from '../../../core/ids.ts'
import type { Actor, Role } from '../../../core/permissions.ts'
import { isUniqueViolation, type Tx, transaction } from '../../../db/client.ts'
import { findAccount } from '../../../db/queries/accounts.ts'
import { appendEvents } from '../../../db/queries/events.ts'
import { insertInvite } from '../../../db/queries/invites.ts'
import { findManager, insertManager } from '../../../db/queries/managers.ts'
import type { AccessDeps } from './deps.ts'
import { inviteUrl } from './links.ts'
import { presentManager } from './present-manager.ts'
import { managerUpdated } from './tell-manager.ts'
import { hashToken } from './tokens.ts'

const validMs = 7 * 86_400_000

type Given = Readonly<{ actor: Actor; email: string; name: string; role: Role }>

/** Makes a manager who is not yet anybody, and the link with which somebody becomes it. */
export async function inviteManager(deps: AccessDeps, given: Given): Promise<Manager & { inviteUrl: string }> {
  const { actor, email, name, role } = given
  const { accountId } = actor
  const id = newId()
  const token = newToken()
  const now = deps.clock.now()
  try {
    const position = await transaction(deps.sql, async (tx) => {
      await insertManager(tx, { accountId, id, userId: null, email, name, role, now })
      await writeInvite(tx, { accountId, managerId: id, token, now })
      return await appendEvents(tx, { accountId, events: [managerUpdated(id)], now })
    })
    deps.bus.publish({ type: 'stream', accountId, position })
  } catch (error) {
    if (isUniqueViolation(error, 'managers_email'))
      throw new HubError('conflict', 'Somebody with this e-mail address is already in the account.')
    throw error
  }
  await mailInvite(deps, { accountId, email, name, token })
  const row = await findManager(deps.sql, { accountId, id })
  if (row === null) throw new Error(`The manager ${id} was just made.`)
  return { ...presentManager(row, now), inviteUrl: inviteUrl(deps, token) }
}

/** A new link for somebody who has not come yet; the one before ends. */
export async function renewInvite(
  deps: AccessDeps,
  args: { readonly actor: Actor; readonly managerId: string },
): Promise<{ inviteUrl: string }> {
  const { accountId } = args.actor
  const manager = await findManager(deps.sql, { accountId, id: args.managerId })
  if (manager === null) throw new HubError('not_found', 'There is nobody with this id.')
  if (manager.deactivatedAt !== null) throw new HubError('conflict', `${manager.name} is deactivated.`)
  if (manager.userId !== null) throw new HubError('conflict', `${manager.name} has accepted the invitation already.`)
  const token = newToken()
  await transaction(deps.sql, (tx) => writeInvite(tx, { accountId, managerId: manager.id, token, now: deps.clock.now() }))
  await mailInvite(deps, { accountId, email: manager.email, name: manager.name, token })
  return { inviteUrl: inviteUrl(deps, token) }
}

type NewInvite = Readonly<{ accountId: string; managerId: string; token: string; now: Date }>

async function writeInvite(tx: Tx, { accountId, managerId, token, now }: NewInvite): Promise<void> {
  await insertInvite(tx, { tokenHash: hashToken(token), accountId, managerId, expiresAt: new Date(now.getTime() + validMs), now })
}

/** The link is shown to copy anyway: a mail that can't go out is logged and ends nothing. */
async function mailInvite(
  deps: AccessDeps,
  { accountId, email, name, token }: Readonly<{ accountId: string; email: string; name: string; token: string }>,
): Promise<void> {
  if (!deps.mail.configured) return
  const account = await findAccount(deps.sql, accountId)
  const where = account?.name ?? 'a business'
  try {
    await deps.mail.send({
      to: email,
      subject: `${where} invites you to Hubbub`,
      text: `Hello ${name},\n\n${where} answers its customers with Hubbub and invites you to join. Choose your password here, within a week:\n\n${inviteUrl(deps, token)}\n`,
    })
  } catch (error) {
    deps.log.warn({ error, accountId }, 'an invitation could not be mailed')
  }
}
