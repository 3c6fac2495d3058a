import { HubError } from '../../../core/errors.ts'
import type { Actor } from '../../../core/permissions.ts'
import type { DistributionSettings } from '../../../core/settings.ts'
import { transaction } from '../../../db/client.ts'
import { managerExists } from '../../../db/queries/dialogue-writes.ts'
import { saveSettings } from '../../../db/queries/settings.ts'
import type { Deps } from '../../deps.ts'
import { tellAccount } from '../stream/tell-account.ts'

/** Takes effect at once: the backlog is looked at with the new setting. */
export async function saveDistribution(deps: Deps, actor: Actor, value: DistributionSettings): Promise<DistributionSettings> {
  const { accountId } = actor
  const { managerId } = value
  if (managerId !== null && !(await transaction(deps.sql, (tx) => managerExists(tx, { accountId, managerId })))) {
    throw new HubError('not_found', 'There is no such manager, or they are deactivated.')
  }
  await saveSettings(deps.db, { accountId, group: 'distribution', value, now: deps.clock.now() })
  deps.settings.drop(accountId)
  deps.bus.publish({ type: 'settings_changed', accountId })
  await tellAccount(deps, { accountId, type: 'settings.updated', data: { group: 'distribution' } })
  deps.queue.nudge('distribute', { accountId })
  return value
}
