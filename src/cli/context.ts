import { join } from 'node:path'
import { HubError } from '../../core/errors.ts'
import type { Clock, Log, Secrets, Storage } from '../../core/ports.ts'
import type { SignIn } from '../../core/sign-in.ts'
import { connectDatabase, type Database } from '../../db/client.ts'
import { migrate } from '../../db/migrate.ts'
import * as tables from '../../db/schema/index.ts'
import { databaseVersion, programVersion } from '../../db/schema-version.ts'
import type { Config } from '../config.ts'
import { createAuth } from '../infra/auth.ts'
import { attachEmbeddedPostgres, startEmbeddedPostgres } from '../infra/embedded-postgres.ts'
import { createSecrets, deriveKey, loadSecret } from '../infra/secrets.ts'
import { createDiskStorage } from '../infra/storage.ts'

/** What the commands work with: the hub's own parts, without those that only a running hub needs. */
export type CliDeps = Readonly<{
  config: Config
  clock: Clock
  log: Log
  db: Database['db']
  sql: Database['sql']
  signIn: SignIn
  secrets: Secrets
  /** Tells one HUBBUB_SECRET from another without giving it away. */
  secretId: string
  storage: Storage
  databaseUrl: string
  /** attached: of the hub that runs on this data directory. started: for this command only. server: DATABASE_URL. */
  database: 'attached' | 'started' | 'server'
}>

const nothing = () => undefined
/** A command tells by its answer. */
const quiet: Log = { error: nothing, warn: nothing, info: nothing, debug: nothing }

/**
 * Runs a command on the hub's database: that of DATABASE_URL, of the hub that runs on this data directory, or, when none does, one started for as
 * long as it takes. An empty database is brought to this version; one of another version is left alone.
 */
export async function withHub<T>(
  config: Config,
  options: { readonly anyVersion: boolean },
  run: (deps: CliDeps) => Promise<T>,
): Promise<T> {
  const server = await findDatabase(config)
  const database = connectDatabase(server.url, { max: 3, applicationName: 'hubbub-cli' })
  try {
    if ((await databaseVersion(database.sql)) === null) await migrate(server.url)
    if (!options.anyVersion) await requireSameVersion(database)
    return await run(await compose({ config, database, server }))
  } finally {
    await database.close()
    await server.stop()
  }
}

type Server = Readonly<{ url: string; kind: CliDeps['database']; stop: () => Promise<void> }>

async function findDatabase(config: Config): Promise<Server> {
  if (config.databaseUrl !== null) return { url: config.databaseUrl, kind: 'server', stop: async () => {} }
  const running = attachEmbeddedPostgres({ dataDir: config.dataDir })
  if (running !== null) return { url: running.url, kind: 'attached', stop: async () => {} }
  const started = await startEmbeddedPostgres({ dataDir: config.dataDir, log: quiet })
  return { url: started.url, kind: 'started', stop: started.stop }
}

async function requireSameVersion({ sql }: Database): Promise<void> {
  const [theirs, ours] = [await databaseVersion(sql), programVersion()]
  if (theirs?.at === ours.at) return
  const advice = theirs !== null && theirs.at > ours.at ? 'Update the hub.' : 'Run: npm run hub -- migrate'
  throw new HubError('conflict', `The database has schema ${theirs?.name ?? 'none'}, this program ${ours.name}. ${advice}`)
}

type Given = Readonly<{ config: Config; database: Database; server: Server }>

async function compose({ config, database, server }: Given): Promise<CliDeps> {
  const secret = await loadSecret({ fromEnvironment: config.secret, dataDir: config.dataDir })
  const { db, sql } = database
  return {
    config,
    clock: { now: () => new Date(Date.now() + config.clockOffsetMs) },
    log: quiet,
    db,
    sql,
    signIn: createAuth({
      db,
      tables: { user: tables.users, session: tables.sessions, account: tables.credentials, verification: tables.verifications },
      secret: deriveKey(secret, 'sessions').toString('base64url'),
      publicUrl: config.publicUrl,
      log: quiet,
    }),
    secrets: createSecrets(secret),
    secretId: deriveKey(secret, 'backup').subarray(0, 6).toString('hex'),
    storage: createDiskStorage(join(config.dataDir, 'files')),
    databaseUrl: server.url,
    database: server.kind,
  }
}
