import { HubError } from '../../../core/errors.ts'
import type { Actor } from '../../../core/permissions.ts'
import { deleteSession } from '../../../db/queries/sessions.ts'
import type { Deps } from '../../deps.ts'

/** Ends one of the person's own sessions, wherever it is open; its sockets close. */
export async function endSession(deps: Deps, args: { readonly actor: Actor; readonly sessionId: string }): Promise<void> {
  const { actor, sessionId } = args
  const wasTheirs = actor.userId !== null && (await deleteSession(deps.sql, { userId: actor.userId, sessionId }))
  if (!wasTheirs || actor.userId === null) throw new HubError('not_found', 'There is no such session.')
  deps.bus.publish({ type: 'session_ended', userId: actor.userId, sessionId })
}
