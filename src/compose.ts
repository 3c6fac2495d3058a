import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { adapters } from '../adapters/index.ts'
import type { Log } from '../core/ports.ts'
import { connectDatabase, type Database } from '../db/client.ts'
import { holdDatabase } from '../db/hold.ts'
import { migrate } from '../db/migrate.ts'
import { databaseNow } from '../db/queries/clock.ts'
import { findSealed } from '../db/queries/sealed.ts'
import { credentials, sessions, users, verifications } from '../db/schema/index.ts'
import type { Config } from './config.ts'
import type { CrashPoint, Deps } from './deps.ts'
import { createAuth } from './infra/auth.ts'
import { createMemoryBus, createRedisBus } from './infra/bus.ts'
import { createClock } from './infra/clock.ts'
import { createEgress } from './infra/egress.ts'
import { startEmbeddedPostgres } from './infra/embedded-postgres.ts'
import { createMail } from './infra/mail.ts'
import { createQueueSystem, type QueueSystem } from './infra/queue.ts'
import { createSecrets, deriveKey, loadSecret } from './infra/secrets.ts'
import { createDiskStorage } from './infra/storage.ts'
import type { AccessDeps } from './services/access/deps.ts'
import { createChannels, secretContext } from './services/channels/open-channels.ts'
import { createIngest } from './services/intake/receive-inbound.ts'
import { createSettingsCache } from './services/settings/account-settings.ts'

export type Hub = Readonly<{
  deps: AccessDeps
  queues: QueueSystem
  registry: Registry
  close: () => Promise<void>
}>

const poolSize = 10
const clockEveryMs = 60_000

/** Builds what services receive, from the environment alone. Starts the embedded database where no other is named. */
export async function compose(config: Config, log: Log): Promise<Hub> {
  await mkdir(config.dataDir, { recursive: true })
  const embedded = config.databaseUrl === null ? await startEmbeddedPostgres({ dataDir: config.dataDir, log }) : null
  const url = config.databaseUrl ?? embedded?.url ?? ''
  try {
    await migrate(url)
    const alone = config.redisUrl === null ? await holdDatabase(url) : null
    const hub = await build({ config, log, url })
    await refuseWrongSecret(hub)
    return {
      ...hub,
      close: async () => {
        await hub.close()
        await alone?.release()
        await embedded?.stop()
      },
    }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

/** A wrong HUBBUB_SECRET is told at the start, not with the first message. */
async function refuseWrongSecret({ deps, close }: Hub): Promise<void> {
  try {
    const channel = await findSealed(deps.sql)
    for (const [field, sealed] of Object.entries(channel?.secrets ?? {})) {
      deps.secrets.open(sealed, secretContext(channel?.id ?? '', field))
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The same on a database that is there and migrated: for tests and the command line. */
export async function build(args: {
  readonly config: Config
  readonly log: Log
  readonly url: string
  readonly clock?: Deps['clock']
}): Promise<Hub> {
  const { config, log, url } = args
  const database: Database = connectDatabase(url, { max: poolSize, applicationName: `hubbub-${config.role}` })
  const measured = createClock({ offsetMs: config.clockOffsetMs, measure: () => databaseNow(database.sql) })
  await measured.sync()
  const syncing = setInterval(() => {
    measured.sync().catch(() => log.debug({}, 'the clock could not be compared with the database’s'))
  }, clockEveryMs)
  syncing.unref()
  const clock = args.clock ?? measured
  const secret = await loadSecret({ fromEnvironment: config.secret, dataDir: config.dataDir })
  const secrets = createSecrets(secret)
  const allowed = Object.values(config.apiRoots).flatMap((root) => (root === undefined ? [] : [new URL(root).host]))
  const fetch = createEgress({ allow: [...config.egressAllow, ...allowed] })
  const bus = config.redisUrl === null ? createMemoryBus(log) : createRedisBus({ url: config.redisUrl, log })
  const queues = await createQueueSystem({ redisUrl: config.redisUrl, databaseUrl: url, log })
  const { db, sql } = database
  const channels = createChannels({ db, config, clock, log, fetch, secrets, adapters })
  const settings = createSettingsCache(db)
  bus.subscribe((message) => {
    if (message.type === 'channel_changed') channels.drop(message.channelId)
    if (message.type === 'settings_changed') settings.drop(message.accountId)
  })
  const withoutIngest = {
    config,
    clock,
    log,
    db,
    sql,
    queue: queues.queue,
    bus,
    secrets,
    storage: createDiskStorage(join(config.dataDir, 'files')),
    mail: createMail({ smtpUrl: config.smtpUrl, from: config.mailFrom }),
    fetch,
    adapters,
    channels,
    settings,
    ticketKey: deriveKey(secret, 'widget-tickets'),
    crash: crashAt(config.crashAt),
  }
  const ingest = createIngest(withoutIngest)
  const signIn = createAuth({
    db,
    tables: { user: users, session: sessions, account: credentials, verification: verifications },
    secret: deriveKey(secret, 'sessions').toString('base64url'),
    publicUrl: config.publicUrl,
    log,
  })
  return {
    deps: { ...withoutIngest, ingest, signIn },
    queues,
    registry: metrics(queues),
    close: async () => {
      clearInterval(syncing)
      await ingest.stop()
      await queues.close()
      await bus.close()
      await database.close()
    },
  }
}

/** `point` or `point:n`: the n-th time the program passes there it ends as if it were killed. For fault tests only. */
function crashAt(setting: string | null): (point: CrashPoint) => void {
  if (setting === null) return () => {}
  const [wanted, count] = setting.split(':')
  let left = Number(count ?? 1)
  return (point) => {
    if (point !== wanted) return
    left -= 1
    if (left <= 0) process.kill(process.pid, 'SIGKILL')
  }
}

function metrics(queues: QueueSystem): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'hubbub_queue_waiting',
    help: 'Jobs that wait, by queue.',
    labelNames: ['queue'],
    registers: [registry],
    async collect() {
      for (const [queue, count] of Object.entries(await queues.depths())) this.set({ queue }, count)
    },
  })
  return registry
}
