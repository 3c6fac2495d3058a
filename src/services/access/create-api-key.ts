import type { ApiKey } from '../../../core/api/shapes.ts'
import { newId, newToken } from '../../../core/ids.ts'
import type { Role } from '../../../core/permissions.ts'
import { insertApiKey } from '../../../db/queries/api-keys.ts'
import type { Deps } from '../../deps.ts'
import { presentApiKey } from './list-api-keys.ts'
import { apiKeyPrefix } from './resolve-actor.ts'
import { hashToken } from './tokens.ts'

/** The key is in this answer and nowhere else: only its hash is stored. */
export async function createApiKey(
  deps: Pick<Deps, 'sql' | 'clock'>,
  given: Readonly<{ accountId: string; name: string; role: Role }>,
): Promise<ApiKey & { apiKey: string }> {
  const { accountId, name, role } = given
  const apiKey = newToken(apiKeyPrefix)
  const now = deps.clock.now()
  const row = { id: newId(), name, role, last4: apiKey.slice(-4) }
  await insertApiKey(deps.sql, { ...row, accountId, tokenHash: hashToken(apiKey), now })
  return { ...presentApiKey({ ...row, createdAt: now, lastUsedAt: null }), apiKey }
}
