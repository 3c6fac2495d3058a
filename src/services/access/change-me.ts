import type { Me } from '../../../core/api/shapes.ts'
import { HubError } from '../../../core/errors.ts'
import type { Actor } from '../../../core/permissions.ts'
import { transaction } from '../../../db/client.ts'
import { appendEvents } from '../../../db/queries/events.ts'
import { saveOwnProfile } from '../../../db/queries/managers.ts'
import { renameUser } from '../../../db/queries/users.ts'
import type { AccessDeps } from './deps.ts'
import { showMe } from './show-me.ts'
import { managerUpdated } from './tell-manager.ts'

const maxPreferenceBytes = 16_384

/** Preferences are merged; a null forgets one. */
export async function changeMe(
  deps: AccessDeps,
  args: Readonly<{ actor: Actor; name: string | null; preferences: Readonly<Record<string, unknown>> }>,
): Promise<Me> {
  const { actor, name, preferences } = args
  const { accountId, userId, managerId } = actor
  if (userId === null || managerId === null) throw new HubError('forbidden', 'An API key has no profile.')
  if (JSON.stringify(preferences).length > maxPreferenceBytes) throw new HubError('invalid', 'These preferences are too large.')
  const forget = Object.keys(preferences).filter((key) => preferences[key] === null)
  const now = deps.clock.now()
  const position = await transaction(deps.sql, async (tx) => {
    await saveOwnProfile(tx, { userId, name, preferences, forget })
    if (name === null) return null
    await renameUser(tx, { userId, name, now })
    return await appendEvents(tx, { accountId, events: [managerUpdated(managerId)], now })
  })
  if (position !== null) deps.bus.publish({ type: 'stream', accountId, position })
  return await showMe(deps, actor)
}
