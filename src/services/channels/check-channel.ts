import type { Channel } from '../../../core/api/shapes.ts'
import { ChannelError, HubError } from '../../../core/errors.ts'
import type { Actor } from '../../../core/permissions.ts'
import { updateChannel } from '../../../db/queries/channels.ts'
import type { Deps } from '../../deps.ts'
import { changed, requireChannel } from './change-channel.ts'
import { checkNow } from './connect-channel.ts'
import { openRecord } from './open-channels.ts'

/** Asks the platform, keeps the answer, tells the screens. */
export async function checkChannel(deps: Deps, actor: Actor, channelId: string): Promise<Channel['health']> {
  const row = await requireChannel(deps, actor, channelId)
  const health = { ...(await checkNow(deps, openRecord(deps, row).connection)), checkedAt: deps.clock.now().toISOString() }
  await updateChannel(deps.db, { accountId: actor.accountId, channelId, values: { health } })
  await changed(deps, { accountId: actor.accountId, channelId })
  return health
}

/** Repair: tells the platform again where the hub is, then checks. @throws HubError unavailable when the platform does not take it. */
export async function installChannel(deps: Deps, actor: Actor, channelId: string): Promise<Channel['health']> {
  const row = await requireChannel(deps, actor, channelId)
  try {
    await openRecord(deps, row).connection.install?.(AbortSignal.timeout(15_000))
  } catch (error) {
    if (error instanceof ChannelError)
      throw new HubError('unavailable', `The platform did not take it: ${error.message}`, { cause: error })
    throw error
  }
  return await checkChannel(deps, actor, channelId)
}
