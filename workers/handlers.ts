import type { JobName, Jobs } from '../core/ports.ts'
import type { Deps } from '../src/deps.ts'
import { autoCloseBatch } from '../src/services/auto-close/auto-close-dialogues.ts'
import { openDialogues } from '../src/services/consent/open-dialogues.ts'
import { deliverDue } from '../src/services/delivery/deliver-due.ts'
import { assignDialogues } from '../src/services/distribution/assign-dialogues.ts'
import { fetchFiles } from '../src/services/files/fetch-files.ts'
import { maintain } from '../src/services/upkeep/maintain.ts'
import { sweep } from '../src/services/upkeep/sweep.ts'

/** What each job does. All look at the rows first, so a job that runs twice finds nothing left. */
export function createHandlers(deps: Deps): { readonly [N in JobName]: (data: Jobs[N]) => Promise<void> } {
  return {
    distribute: async ({ accountId }) => {
      // The gate in batches until nothing waits, then the backlog.
      while ((await openDialogues(deps, accountId)) >= 200);
      await assignDialogues(deps, accountId)
    },
    deliver: (which) => deliverDue(deps, which),
    'fetch-file': () => fetchFiles(deps),
    'auto-close': async () => {
      // One batch a job, so that a million due dialogues are many small jobs and no burst.
      const { more } = await autoCloseBatch(deps)
      if (more) deps.queue.nudge('auto-close', {})
    },
    sweep: () => sweep(deps),
    maintenance: () => maintain(deps),
  }
}
