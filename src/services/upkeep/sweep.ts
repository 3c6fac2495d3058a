import { accountsWithWork } from '../../../db/queries/assign.ts'
import { dueChannels } from '../../../db/queries/deliver.ts'
import type { Deps } from '../../deps.ts'
import { recoverStranded } from '../delivery/recover-stranded.ts'

/** Finds what a lost nudge left: dialogues at the gate, backlogs, due messages, stranded attempts, files. Losing all of Redis delays work by this much. */
export async function sweep(deps: Deps): Promise<void> {
  await recoverStranded(deps)
  for (const accountId of await accountsWithWork(deps.sql)) deps.queue.nudge('distribute', { accountId })
  for (const due of await dueChannels(deps.sql, deps.clock.now()))
    deps.queue.nudge('deliver', { accountId: due.account_id, channelId: due.channel_id })
  deps.queue.nudge('fetch-file', {})
}
