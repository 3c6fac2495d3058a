import { updateChannel } from '../../../db/queries/channels.ts'
import type { Deps } from '../../deps.ts'

const everyMs = 5_000

/** "Last inbound" of a channel, kept to a few seconds' precision and outside the way of the message. */
export function createTouch(
  deps: Pick<Deps, 'db' | 'clock' | 'log'>,
): (args: { readonly accountId: string; readonly channelId: string }) => void {
  const touched = new Map<string, number>()
  return ({ accountId, channelId }) => {
    const now = deps.clock.now()
    if (now.getTime() - (touched.get(channelId) ?? 0) < everyMs) return
    touched.set(channelId, now.getTime())
    updateChannel(deps.db, { accountId, channelId, values: { lastInboundAt: now } }).catch(() =>
      deps.log.debug({ channelId }, 'the time of the last inbound message was not kept'),
    )
  }
}
