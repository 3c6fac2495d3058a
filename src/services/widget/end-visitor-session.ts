import { endVisitorSession as saveEnd } from '../../../db/queries/visitors.ts'
import type { Deps } from '../../deps.ts'
import type { Visitor } from './visitor.ts'

/** The token is worth nothing from now on, and its sockets close. What was said stays. */
export async function endVisitorSession(deps: Deps, visitor: Visitor): Promise<void> {
  if (!(await saveEnd(deps.sql, { tokenHash: visitor.tokenHash, now: deps.clock.now() }))) return
  deps.bus.publish({ type: 'visitor_ended', accountId: visitor.accountId, chatId: visitor.visitorId })
}
