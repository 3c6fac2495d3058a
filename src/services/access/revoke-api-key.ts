import { HubError } from '../../../core/errors.ts'
import type { Actor } from '../../../core/permissions.ts'
import { revokeApiKey as revoke } from '../../../db/queries/api-keys.ts'
import type { Deps } from '../../deps.ts'

/** The key ends at once; the stream finds its sockets at its next look. */
export async function revokeApiKey(deps: Deps, args: { readonly actor: Actor; readonly id: string }): Promise<void> {
  const { actor, id } = args
  if (!(await revoke(deps.sql, { accountId: actor.accountId, id, now: deps.clock.now() }))) {
    throw new HubError('not_found', 'There is no such key.')
  }
}
