import type { Manager } from '../../../core/api/shapes.ts'
import type { ManagerStatus } from '../../../core/distribution.ts'
import { HubError } from '../../../core/errors.ts'
import type { Actor } from '../../../core/permissions.ts'
import { transaction } from '../../../db/client.ts'
import { appendEvents } from '../../../db/queries/events.ts'
import { findManager, saveManagerStatus } from '../../../db/queries/managers.ts'
import type { Deps } from '../../deps.ts'
import { presentManager } from './present-manager.ts'
import { managerUpdated } from './tell-manager.ts'

/** The person's own status; who becomes free may get what waits. */
export async function setStatus(deps: Deps, args: { readonly actor: Actor; readonly status: ManagerStatus }): Promise<Manager> {
  const { accountId, managerId } = args.actor
  if (managerId === null) throw new HubError('forbidden', 'An API key has no status.')
  const now = deps.clock.now()
  const position = await transaction(deps.sql, async (tx) => {
    await saveManagerStatus(tx, { accountId, id: managerId }, args.status)
    return await appendEvents(tx, { accountId, events: [managerUpdated(managerId)], now })
  })
  deps.bus.publish({ type: 'stream', accountId, position })
  if (args.status === 'free') deps.queue.nudge('distribute', { accountId })
  const row = await findManager(deps.sql, { accountId, id: managerId })
  if (row === null) throw new HubError('not_found', 'There is nobody with this id.')
  return presentManager(row, now)
}
