import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { Log } from '../../core/ports.ts'
import { lockDataDir } from './data-dir-lock.ts'
import { findPlace, type Place } from './embedded-postgres-place.ts'
import {
  createCluster,
  DATABASE,
  interruptServer,
  isPostmaster,
  launch,
  removeStalePidFile,
  runningPostmaster,
  stopServer,
} from './embedded-postgres-server.ts'
import { hasCode } from './processes.ts'

export type EmbeddedPostgres = Readonly<{
  url: string
  /** Whether a server that a killed hub had left running was found, and stopped before this one started. */
  tookOver: boolean
  /** Stops the server and lets go of the data directory. Close your connections first: what they have open is rolled back. */
  stop: () => Promise<void>
}>

/** `clusterDir` stands here because it may lie outside the data directory, and the command line must find it. */
const stateSchema = z.object({ port: z.number(), password: z.string().regex(/^[0-9a-f]{48}$/), clusterDir: z.string() })
type State = z.infer<typeof stateSchema>

const DEFAULT_MAX_CONNECTIONS = 100
// So that a server that dies at once does not keep the machine busy with its restarts.
const RESTART_DELAY_MS = 200

/**
 * Runs the PostgreSQL that npm has installed, with its data under `dataDir`, for as long as this process lives.
 * `settings` go to the server over ours.
 * @throws DataDirInUse when another hub runs on this directory
 */
export async function startEmbeddedPostgres({
  dataDir: givenDir,
  log,
  maxConnections = DEFAULT_MAX_CONNECTIONS,
  settings = {},
}: Readonly<{
  dataDir: string
  log: Log
  maxConnections?: number
  settings?: Readonly<Record<string, string>>
}>): Promise<EmbeddedPostgres> {
  mkdirSync(givenDir, { recursive: true })
  const dataDir = realpathSync(givenDir)
  const unlock = lockDataDir(dataDir)
  try {
    const place = findPlace(dataDir)
    const tookOver = await stopLeftover(place, log)
    const state = await prepareState(dataDir, place, log)
    const server = await superviseServer({
      place,
      logFile: path.join(dataDir, 'postgres.log'),
      settings: { ...serverSettings(state.port, maxConnections), ...settings },
      log,
    })
    const stop = async () => {
      await server.stop()
      unlock()
    }
    return { url: urlOf(state), tookOver, stop }
  } catch (error) {
    unlock()
    throw error
  }
}

/** The address of the database of a hub that runs on this directory, for the command line; null when none does. */
export function attachEmbeddedPostgres({ dataDir }: Readonly<{ dataDir: string }>): Readonly<{ url: string }> | null {
  const state = readState(dataDir)
  if (state === null) return null
  const postmaster = runningPostmaster(state.clusterDir)
  if (postmaster === null || !postmaster.isReady || postmaster.port === null) return null
  return { url: urlOf({ ...state, port: postmaster.port }) }
}

/** A hub that was killed leaves its server running, with its transactions; it could have other settings than we want. */
async function stopLeftover({ clusterDir, binDir, user }: Place, log: Log): Promise<boolean> {
  const leftover = runningPostmaster(clusterDir)
  if (leftover === null) {
    removeStalePidFile(clusterDir)
    return false
  }
  log.warn({ pid: leftover.pid }, 'a database server of an earlier run is still there: stopping it')
  await stopServer({ clusterDir, binDir, user }, leftover.pid, () => !isPostmaster(leftover.pid, clusterDir))
  return true
}

async function prepareState(dataDir: string, place: Place, log: Log): Promise<State> {
  const known = readState(dataDir)
  const { clusterDir } = place
  if (existsSync(clusterDir)) {
    if (known === null) {
      throw new Error(
        `${stateFile(dataDir)} is missing: it holds the password of the database in ${clusterDir}. Restore it from a backup.`,
      )
    }
    const state = { ...known, port: await freePort(known.port), clusterDir }
    if (state.port !== known.port || state.clusterDir !== known.clusterDir) writeState(dataDir, state)
    return state
  }
  if (known !== null && existsSync(known.clusterDir)) {
    // Never an empty database beside a full one. Not used where it lies either: this may be a copy of another hub's data directory.
    throw new Error(
      `The database of ${dataDir} lies in ${known.clusterDir}, but belongs in ${clusterDir} now. Move it there: mv ${known.clusterDir} ${clusterDir}`,
    )
  }
  log.info({ clusterDir }, 'creating the database')
  const state = { port: await freePort(known?.port ?? 0), password: randomBytes(24).toString('hex'), clusterDir }
  // The password first: a cluster without it would be lost.
  writeState(dataDir, state)
  createCluster(place, state.password)
  return state
}

function stateFile(dataDir: string): string {
  return path.join(dataDir, 'postgres.json')
}

function readState(dataDir: string): State | null {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(stateFile(dataDir), 'utf8')))
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return null
    if (!hasCode(cause, 'EACCES')) throw new Error(`${stateFile(dataDir)} can't be read`, { cause })
    throw new Error(`${stateFile(dataDir)} belongs to another user: run this as the user that runs the hub`, { cause })
  }
}

function writeState(dataDir: string, state: State): void {
  writeFileSync(stateFile(dataDir), `${JSON.stringify(state)}\n`, { mode: 0o600 })
}

function urlOf({ port, password }: State): string {
  return `postgres://${DATABASE}:${password}@127.0.0.1:${port}/${DATABASE}`
}

/** For a machine that is small and shared; everything that keeps an acknowledged commit is left on. */
function serverSettings(port: number, maxConnections: number): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: String(maxConnections),
    shared_buffers: '128MB',
    effective_cache_size: '512MB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    synchronous_commit: 'on',
    wal_buffers: '16MB',
    min_wal_size: '80MB',
    max_wal_size: '512MB',
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    // Our queries are short: compiling one takes longer than running it.
    jit: 'off',
    // A column of a busy table (a counter, a queue) dies young; the default waits until a fifth of the table is dead.
    autovacuum_vacuum_scale_factor: '0.05',
    // Without statistics a young table's plans take the wrong index, and are kept: the default would look after a minute only.
    autovacuum_naptime: '5s',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
    // A failing statement in the log would carry people's messages with it.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  }
}

/** The wanted port if it is free, any other if not. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error) => (wanted === 0 ? reject(error) : resolve(freePort(0))))
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : wanted))
    })
  })
}

type Supervised = Readonly<{ place: Place; logFile: string; settings: Readonly<Record<string, string>>; log: Log }>

/** Keeps the server running until told to stop: one that is killed (by the system, for want of memory) is started again. */
async function superviseServer({ place, logFile, settings, log }: Supervised): Promise<Readonly<{ stop: () => Promise<void> }>> {
  let isStopping = false
  let starting = start()
  await starting

  async function start() {
    const child = await launch(place, logFile, settings)
    child.once('exit', (code, signal) => {
      if (isStopping) return
      log.error({ code, signal, logFile }, 'the embedded database has ended by itself: starting it again')
      starting = wait(RESTART_DELAY_MS).then(start)
      starting.catch((error: unknown) => log.error({ error }, 'the embedded database does not start again'))
    })
    return child
  }

  // The last thing this process does, also after an error nobody caught: without it the server would stay.
  const onExit = () => {
    isStopping = true
    interruptServer(place.clusterDir)
  }
  process.once('exit', onExit)

  return {
    stop: async () => {
      isStopping = true
      process.off('exit', onExit)
      const child = await starting.catch(() => null)
      if (child?.pid === undefined) return
      await stopServer(place, child.pid, () => child.exitCode !== null || child.signalCode !== null)
    },
  }
}
