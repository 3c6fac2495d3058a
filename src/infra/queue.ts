import { Queue as BullQueue, type Job, type JobsOptions, type PgPool, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import pg from 'pg'
import type { JobName, Jobs, Log, Queue } from '../../core/ports.ts'

/** Handlers look first whether the row still wants the work, so running twice is harmless. */
export type Handlers = { readonly [N in JobName]: (data: Jobs[N]) => Promise<void> }

/**
 * Which queue each job goes to, how many run at once in a process, and how the scheduler repeats it. Queues are apart so that a slow platform
 * holds up neither the gate nor the sweeps.
 */
const queues = {
  // One account's backlog at a time each; the work is in the database.
  distribute: { jobs: ['distribute'], concurrency: 4 },
  // A job per channel, waiting for platforms most of the time.
  deliver: { jobs: ['deliver'], concurrency: 50 },
  files: { jobs: ['fetch-file'], concurrency: 2 },
  housekeeping: { jobs: ['auto-close', 'sweep', 'maintenance'], concurrency: 2 },
} as const satisfies Record<string, { readonly jobs: readonly JobName[]; readonly concurrency: number }>
type QueueName = keyof typeof queues

const repeated: readonly { readonly name: JobName; readonly everyMs: number }[] = [
  // What a lost nudge left waits this long at most.
  { name: 'sweep', everyMs: 5_000 },
  { name: 'auto-close', everyMs: 15_000 },
  { name: 'maintenance', everyMs: 3_600_000 },
]

/** No attempts of BullMQ's own: the row says when to try again. Finished jobs are of no use to anyone. */
const jobOptions: JobsOptions = { attempts: 1, removeOnComplete: true, removeOnFail: 200 }

/** A lone nudge is handed over at once; under load they are gathered, since each run looks at all that waits anyway. */
const nudgeWindowMs = 3
const nudgeEveryMs = 25

export type QueueSystem = Readonly<{
  queue: Queue
  /** Starts the workers of this process, and the scheduler's repeated jobs. */
  start: (handlers: Handlers) => Promise<void>
  /** Everything nudged so far is handed over. */
  flush: () => Promise<void>
  depths: () => Promise<Readonly<Record<string, number>>>
  ping: () => Promise<void>
  close: () => Promise<void>
}>

/** BullMQ on Redis where there is one, else on PostgreSQL: one shared pool, since each queue with its own would use up the connections. */
export async function createQueueSystem(args: {
  readonly redisUrl: string | null
  readonly databaseUrl: string
  readonly log: Log
  readonly offsetMs?: number
}): Promise<QueueSystem> {
  const { log } = args
  const backend = args.redisUrl === null ? await postgresBackend(args.databaseUrl) : redisBackend(args.redisUrl)
  const all = new Map<QueueName, BullQueue>()
  for (const name of queueNames()) {
    const queue = backend.queue(`hubbub-${name}`)
    queue.on('error', (error) => {
      if (!closed) log.warn({ error, queue: name }, 'the queue is not reachable')
    })
    all.set(name, queue)
  }
  const workers: Worker[] = []

  // Nudges of a moment are handed over together, each once: a second one would find nothing that the first did not.
  let waiting = new Map<string, { readonly name: JobName; readonly data: object }>()
  let timer: NodeJS.Timeout | null = null
  let handing: Promise<void> = Promise.resolve()
  let handedAt = 0
  let closed = false

  async function handOver(): Promise<void> {
    const nudges = [...waiting]
    waiting = new Map()
    const byQueue = new Map<QueueName, Parameters<BullQueue['addBulk']>[0]>()
    for (const [key, nudge] of nudges) {
      const name = queueOf(nudge.name)
      const jobs = byQueue.get(name) ?? []
      jobs.push({
        name: nudge.name,
        data: nudge.data,
        opts: { ...jobOptions, deduplication: { id: key, keepLastIfActive: true } },
      })
      byQueue.set(name, jobs)
    }
    for (const [name, jobs] of byQueue) {
      try {
        await all.get(name)?.addBulk(jobs)
      } catch (error) {
        log.warn({ error, queue: name, count: jobs.length }, 'nudges were lost; the sweep will find the rows')
      }
    }
  }

  const queue: Queue = {
    nudge: (name, data) => {
      if (closed) return
      waiting.set(`${name}-${Object.values(data).join('-')}`, { name, data })
      timer ??= setTimeout(
        () => {
          timer = null
          handedAt = performance.now()
          handing = handing.then(handOver)
        },
        Math.max(nudgeWindowMs, handedAt + nudgeEveryMs - performance.now()),
      )
    },
  }

  return {
    queue,
    start: async (handlers) => {
      const run = async (job: Job): Promise<void> => {
        const startedAt = performance.now()
        const name = jobNameOf(job.name)
        const data: unknown = job.data
        await handle(handlers, name, data)
        log.debug({ job: name, jobId: job.id, durationMs: Math.round(performance.now() - startedAt) }, 'job done')
      }
      for (const name of queueNames()) {
        const worker = backend.worker(`hubbub-${name}`, run, queues[name].concurrency)
        worker.on('error', (error) => {
          if (!closed) log.warn({ error, queue: name }, 'the worker is not connected')
        })
        worker.on('failed', (job, error) =>
          log.error({ error, job: job?.name, jobId: job?.id }, 'a job failed; the sweep will find its row'),
        )
        workers.push(worker)
      }
      for (const { name, everyMs } of repeated) {
        await all.get(queueOf(name))?.upsertJobScheduler(name, { every: everyMs }, { name, data: {}, opts: jobOptions })
      }
    },
    flush: async () => {
      if (timer) clearTimeout(timer)
      timer = null
      await handing
      await handOver()
    },
    depths: async () => {
      const entries = await Promise.all([...all].map(async ([name, one]) => [name, await one.getWaitingCount()] as const))
      return Object.fromEntries(entries)
    },
    ping: async () => {
      await all.get('distribute')?.getWaitingCount()
    },
    close: async () => {
      closed = true
      if (timer) clearTimeout(timer)
      await Promise.allSettled(workers.map((worker) => worker.close()))
      await Promise.allSettled([...all.values()].map((one) => one.close()))
      await backend.close()
    },
  }
}

function queueNames(): readonly QueueName[] {
  return Object.keys(queues) as QueueName[]
}

const queueOf = (job: JobName): QueueName => {
  const name = queueNames().find((candidate) => (queues[candidate].jobs as readonly JobName[]).includes(job))
  if (!name) throw new Error(`No queue takes the job ${job}.`)
  return name
}

function jobNameOf(name: string): JobName {
  const known = queueNames()
    .flatMap((queue) => queues[queue].jobs)
    .find((job) => job === name)
  if (!known) throw new Error(`Nobody knows the job ${name}.`)
  return known
}

/** Ids that we wrote ourselves; a handler finds nothing under a wrong one. */
async function handle<N extends JobName>(handlers: Handlers, name: N, data: unknown): Promise<void> {
  await handlers[name](data as Jobs[N])
}

/**
 * A worker that was killed holds its job for as long as its lock: new nudges wait behind it. 15 s, looked at every 5, and the work goes on within 20.
 * After a restart of the database an idle worker is back within half a second.
 */
const lives = { lockDuration: 15_000, stalledInterval: 5_000, runRetryDelay: 500 } as const

type Backend = {
  readonly queue: (name: string) => BullQueue
  readonly worker: (name: string, run: (job: Job) => Promise<void>, concurrency: number) => Worker
  readonly close: () => Promise<void>
}

function redisBackend(url: string): Backend {
  // Producers fail fast: a nudge may be lost. Workers wait for Redis to come back.
  const producer = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false })
  const consumer = new Redis(url, { maxRetriesPerRequest: null })
  producer.on('error', () => {})
  consumer.on('error', () => {})
  return {
    queue: (name) => new BullQueue(name, { connection: producer }),
    worker: (name, run, concurrency) => new Worker(name, run, { connection: consumer, concurrency, ...lives }),
    close: async () => {
      producer.disconnect()
      consumer.disconnect()
    },
  }
}

/** BullMQ describes a pool by its own types, which miss only that optional properties may be undefined. */
function asPgPool(pool: pg.Pool): PgPool {
  return pool as unknown as PgPool
}

async function postgresBackend(url: string): Promise<Backend> {
  const { createPostgresBackend, runMigrations, withBackend } = await import('bullmq')
  const pool = new pg.Pool({ connectionString: url, max: 12, options: '-c search_path=bullmq', application_name: 'hubbub-queue' })
  pool.on('error', () => {})
  // Its lock and its transaction share one session.
  const client = await pool.connect()
  try {
    await runMigrations(client)
  } finally {
    client.release()
  }
  const classes = withBackend(createPostgresBackend)
  return {
    queue: (name) => new classes.Queue(name, { connection: asPgPool(pool) }) as unknown as BullQueue,
    worker: (name, run, concurrency) =>
      new classes.Worker(name, run, {
        connection: asPgPool(pool),
        concurrency,
        ...lives,
      }) as unknown as Worker,
    close: async () => {
      await pool.end()
    },
  }
}
