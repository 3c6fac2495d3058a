import { HubError } from '../../../core/errors.ts'
import { findInvite, type InviteRow } from '../../../db/queries/invites.ts'
import type { Deps } from '../../deps.ts'
import type { Caller } from './deps.ts'
import { limit } from './limit.ts'
import { hashToken } from './tokens.ts'

export async function showInvite(deps: Deps, given: { readonly token: string; readonly caller: Caller }) {
  const giveBack = await limit(deps, { what: 'invite', ip: given.caller.ip })
  const { email, name, accountName, hasUser } = await validInvite(deps, given.token)
  await giveBack()
  return { email, name, accountName, hasPassword: hasUser }
}

/** @throws HubError not_found for a token that is garbage, expired, used or replaced: the caller learns no more than that. */
export async function validInvite(deps: Deps, token: string): Promise<InviteRow> {
  const invite = await findInvite(deps.sql, { tokenHash: hashToken(token), now: deps.clock.now() })
  if (invite === null) throw new HubError('not_found', 'This invitation is not valid any more: ask for a new one.')
  return invite
}
