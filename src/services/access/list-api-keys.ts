import type { ApiKey } from '../../../core/api/shapes.ts'
import type { Actor } from '../../../core/permissions.ts'
import { type ApiKeyRow, listApiKeys as load } from '../../../db/queries/api-keys.ts'
import type { Deps } from '../../deps.ts'

export async function listApiKeys(deps: Deps, actor: Actor): Promise<ApiKey[]> {
  return (await load(deps.sql, actor.accountId)).map(presentApiKey)
}

export function presentApiKey({ id, name, role, last4, createdAt, lastUsedAt }: ApiKeyRow): ApiKey {
  return { id, name, role, last4, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null }
}
