import type { Me } from '../../../core/api/shapes.ts'
import { HubError } from '../../../core/errors.ts'
import { type Actor, rightsOfRole } from '../../../core/permissions.ts'
import { findMembership } from '../../../db/queries/managers.ts'
import { saveActiveAccount } from '../../../db/queries/sessions.ts'
import type { AccessDeps } from './deps.ts'
import { showMe } from './show-me.ts'

/** This session works in another of the person's accounts from now on; its sockets close, since they show the one before. */
export async function switchAccount(deps: AccessDeps, args: { readonly actor: Actor; readonly accountId: string }): Promise<Me> {
  const { actor, accountId } = args
  const { userId, sessionId } = actor
  const membership = userId === null ? null : await findMembership(deps.sql, { userId, accountId })
  if (membership === null || userId === null || sessionId === null) throw new HubError('not_found', 'There is no such account.')
  await saveActiveAccount(deps.sql, { sessionId, accountId, now: deps.clock.now() })
  deps.bus.publish({ type: 'session_ended', userId, sessionId })
  const { managerId, name, role, departmentIds } = membership
  return await showMe(deps, { ...actor, accountId, managerId, name, role, rights: rightsOfRole[role], departmentIds })
}
