import type { Clock, JobName, Jobs, Queue } from '../../core/ports.ts'
import { createHandlers } from '../../workers/handlers.ts'
import { build } from '../compose.ts'
import type { AccessDeps } from '../services/access/deps.ts'
import type { CliDeps } from './context.ts'

export type InProcess = Readonly<{
  deps: AccessDeps
  queue: Queue
  /** Does everything that was nudged, and what that nudges, one after the other. How often each job ran. */
  settle: () => Promise<Readonly<Record<string, number>>>
}>

/** Jobs nudge each other while work is left; this many rounds mean that something never ends. */
const maxRounds = 1000

/**
 * The whole hub within this command, its jobs done here instead of being queued: they look at the rows first, so that a hub which runs beside it does
 * nothing twice.
 */
export async function inProcess<T>(
  cli: CliDeps,
  options: { readonly clock?: Clock },
  run: (hub: InProcess) => Promise<T>,
): Promise<T> {
  const hub = await build({ config: cli.config, log: cli.log, url: cli.databaseUrl, clock: options.clock ?? cli.clock })
  const waiting = new Map<string, { readonly name: JobName; readonly work: () => Promise<void> }>()
  const queue: Queue = {
    nudge: (name, data) => {
      waiting.set(`${name} ${JSON.stringify(data)}`, { name, work: () => handle(handlers, name, data) })
    },
  }
  const deps = { ...hub.deps, queue }
  const handlers = createHandlers(deps)
  try {
    return await run({ deps, queue, settle: () => settle(waiting) })
  } finally {
    await hub.close()
  }
}

function handle<N extends JobName>(handlers: ReturnType<typeof createHandlers>, name: N, data: Jobs[N]): Promise<void> {
  return handlers[name](data)
}

async function settle(waiting: Map<string, { readonly name: JobName; readonly work: () => Promise<void> }>) {
  const times: Record<string, number> = {}
  for (let round = 0; waiting.size > 0; round += 1) {
    if (round === maxRounds) throw new Error(`There is always more to do: ${[...waiting.keys()].join(', ')}`)
    const [key, job] = [...waiting][0] ?? []
    if (key === undefined || job === undefined) break
    waiting.delete(key)
    await job.work()
    times[job.name] = (times[job.name] ?? 0) + 1
  }
  return times
}
