import type { CliDeps } from './context.ts'
import { inProcess } from './in-process.ts'

/** What the scheduler would do in time: find what is due, and do it. */
export async function sweepNow(cli: CliDeps): Promise<Readonly<Record<string, number>>> {
  return await inProcess(cli, {}, async ({ queue, settle }) => {
    queue.nudge('sweep', {})
    queue.nudge('auto-close', {})
    queue.nudge('maintenance', {})
    return await settle()
  })
}
