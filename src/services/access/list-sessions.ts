import type { Session } from '../../../core/api/shapes.ts'
import type { Actor } from '../../../core/permissions.ts'
import { listSessions as load } from '../../../db/queries/sessions.ts'
import type { Deps } from '../../deps.ts'

/** Where the person is signed in, last used first. */
export async function listSessions(deps: Deps, actor: Actor): Promise<Session[]> {
  if (actor.userId === null) return []
  const rows = await load(deps.sql, { userId: actor.userId, now: deps.clock.now() })
  return rows.map((row) => ({
    id: row.id,
    current: row.id === actor.sessionId,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    ip: row.ip,
    userAgent: row.userAgent,
  }))
}
