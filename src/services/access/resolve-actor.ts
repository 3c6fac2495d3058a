import { type Actor, rightsOfRole } from '../../../core/permissions.ts'
import { sessionDays, sessionRenewDays } from '../../../core/sign-in.ts'
import { findApiKeyActor, touchApiKey } from '../../../db/queries/api-keys.ts'
import { findSessionActor, touchSession } from '../../../db/queries/sessions.ts'
import type { AccessDeps } from './deps.ts'
import { hashToken } from './tokens.ts'

const dayMs = 86_400_000
/** "Last seen" is kept to this precision, so that reading costs no writes. */
const seenEveryMs = 60_000
export const apiKeyPrefix = 'hub_'

export type Resolved = Readonly<{
  actor: Actor | null
  /** Of the session or of the key; for what lives longer than a request and must end with it. */
  credentialId: string | null
  /** Set-Cookie lines, when the session was renewed. */
  cookies: readonly string[]
}>

const nobody: Resolved = { actor: null, credentialId: null, cookies: [] }

/**
 * Who asks: an API key in `Authorization: Bearer`, or else the session of the cookie. Where an Authorization header stands the cookie does not
 * count, since such requests are not checked for their origin. null: nobody, or no longer.
 */
export async function resolveActor(
  deps: AccessDeps,
  headers: Readonly<{ authorization: string | null; cookie: string | null }>,
): Promise<Resolved> {
  if (headers.authorization !== null) return await actorOfKey(deps, headers.authorization)
  const token = deps.signIn.tokenOf(headers.cookie)
  if (token === null || headers.cookie === null) return nobody
  return await actorOfSession(deps, { token, cookie: headers.cookie })
}

/** The person behind a session's token; for requests the cookie is checked first, see above. */
export async function actorOfToken(deps: Pick<AccessDeps, 'sql' | 'clock'>, token: string): Promise<Actor | null> {
  const row = await findSessionActor(deps.sql, { token, now: deps.clock.now() })
  return row === null ? null : toActor(row)
}

async function actorOfSession(deps: AccessDeps, given: { readonly token: string; readonly cookie: string }): Promise<Resolved> {
  const now = deps.clock.now()
  const row = await findSessionActor(deps.sql, { token: given.token, now })
  if (row === null) return nobody
  const isAging = row.expiresAt.getTime() - now.getTime() < (sessionDays - sessionRenewDays) * dayMs
  const found = { actor: toActor(row), credentialId: row.sessionId }
  if (isAging) return { ...found, cookies: await deps.signIn.renew(given.cookie) }
  if (now.getTime() - row.updatedAt.getTime() > seenEveryMs) await touchSession(deps.sql, { sessionId: row.sessionId, now })
  return { ...found, cookies: [] }
}

type SessionActor = NonNullable<Awaited<ReturnType<typeof findSessionActor>>>

function toActor(row: SessionActor): Actor {
  const { accountId, managerId, userId, sessionId, name, role, departmentIds } = row
  return { accountId, managerId, userId, sessionId, name, role, rights: rightsOfRole[role], departmentIds }
}

async function actorOfKey(deps: AccessDeps, authorization: string): Promise<Resolved> {
  const [scheme = '', key = ''] = authorization.split(' ')
  if (scheme.toLowerCase() !== 'bearer' || !key.startsWith(apiKeyPrefix)) return nobody
  const row = await findApiKeyActor(deps.sql, hashToken(key))
  if (row === null) return nobody
  const now = deps.clock.now()
  if (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() > seenEveryMs)
    await touchApiKey(deps.sql, { id: row.id, now })
  const { accountId, name, role } = row
  const actor = {
    accountId,
    managerId: null,
    userId: null,
    sessionId: null,
    name,
    role,
    rights: rightsOfRole[role],
    departmentIds: [],
  }
  return { actor, credentialId: row.id, cookies: [] }
}
