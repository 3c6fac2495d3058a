import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Place } from './embedded-postgres-place.ts'
import { commandOf, isAlive } from './processes.ts'

export const DATABASE = 'hubbub'

const LOOK_EVERY_MS = 5
const START_TIMEOUT_MS = 60_000
const FAST_STOP_MS = 10_000
const MAX_LOG_BYTES = 10_000_000

/** What postmaster.pid says of the server that wrote it. */
export type Postmaster = Readonly<{ pid: number; port: number | null; isReady: boolean }>

/** Makes the cluster with its one database and the role that the hub uses: all of it or, after a crash in between, nothing. */
export function createCluster(place: Place, password: string): void {
  const { clusterDir, user } = place
  const unfinished = `${clusterDir}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true, mode: 0o700 })
  if (user !== null) chownSync(unfinished, user.uid, user.gid)

  const common = ['-D', unfinished, '-U', 'postgres', '-E', 'UTF8', '--auth=reject', '--no-instructions']
  // Sorting is by code point on every system, so an index never breaks when the system's locales change. Which characters are letters
  // (pg_trgm, full-text search) PostgreSQL still asks of the system: with plain C only the English ones would be.
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  let made = { ok: false, output: '' }
  for (const ctype of ['C.UTF-8', 'en_US.UTF-8', 'C']) {
    if (!made.ok) made = runTool(place, 'initdb', [...common, ...locale, `--lc-ctype=${ctype}`], '')
  }
  if (!made.ok) throw new Error(`PostgreSQL could not create its cluster in ${unfinished}: ${made.output}`)

  // The hub's role is no superuser: what slips through as SQL must not become a command on this machine.
  const statements = [
    `CREATE ROLE ${DATABASE} LOGIN CREATEDB PASSWORD '${password}';`,
    `CREATE DATABASE ${DATABASE} OWNER ${DATABASE};`,
  ]
  const single = runTool(place, 'postgres', ['--single', '-j', '-D', unfinished, 'postgres'], `${statements.join('\n\n')}\n\n`)
  if (!single.ok) throw new Error(`PostgreSQL could not create its database in ${unfinished}: ${single.output}`)
  // Over TCP as the hub's role only; the superuser has no password and no way in.
  writeFileSync(path.join(unfinished, 'pg_hba.conf'), `host all ${DATABASE} 127.0.0.1/32 scram-sha-256\n`)
  renameSync(unfinished, clusterDir)
}

function runTool(place: Place, name: string, args: string[], input: string): Readonly<{ ok: boolean; output: string }> {
  const { status, stdout, stderr, error } = spawnSync(path.join(place.binDir, name), args, {
    ...spawnOptions(place),
    input,
    encoding: 'utf8',
  })
  return { ok: status === 0, output: error?.message ?? `${stdout}${stderr}`.trim() }
}

/** The working folder must be one that the other user may see, and the environment holds secrets that are not the server's to know. */
function spawnOptions({ user }: Place) {
  return process.platform === 'win32' ? {} : { cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }, ...user }
}

/** Starts the server on a port and waits until it takes connections. */
export async function launch(place: Place, logFile: string, settings: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0
  if (size > MAX_LOG_BYTES) renameSync(logFile, `${logFile}.1`)
  const logStart = size > MAX_LOG_BYTES ? 0 : size
  const deadline = Date.now() + START_TIMEOUT_MS
  for (;;) {
    const log = openSync(logFile, 'a', 0o600)
    const args = ['-D', place.clusterDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
    // Its own process group: Ctrl-C must reach the hub only, which stops its work first and the database last. A file and no pipe for
    // its log: a pipe would break with the hub and take the server down in the middle of its work.
    const child = spawn(path.join(place.binDir, 'postgres'), args, {
      ...spawnOptions(place),
      detached: true,
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    child.unref()
    if (await becomesReady(child, place.clusterDir, deadline)) return child

    const said = readFileSync(logFile, 'utf8').slice(logStart).trim()
    // The children of a server that was killed need a moment to notice; until then they hold its shared memory.
    if (!/shared memory block/.test(said.split('\n').slice(-8).join('\n')) || Date.now() > deadline) {
      child.kill('SIGQUIT')
      throw new Error(`PostgreSQL did not start; the end of ${logFile}:\n${said.split('\n').slice(-8).join('\n')}`)
    }
    await wait(50)
  }
}

async function becomesReady(child: ChildProcess, clusterDir: string, deadline: number): Promise<boolean> {
  let failed = false
  child.once('error', () => {
    failed = true
  })
  while (!failed && child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const postmaster = readPostmaster(clusterDir)
    if (postmaster?.isReady && postmaster.pid === child.pid) return true
    await wait(LOOK_EVERY_MS)
  }
  return false
}

/** Stops the server: open transactions are rolled back, everything committed is written. */
export async function stopServer(place: Place, pid: number, isGone: () => boolean): Promise<void> {
  if (process.platform === 'win32') {
    // Windows has no signals for this.
    runTool(place, 'pg_ctl', ['stop', '-D', place.clusterDir, '-m', 'fast', '-w'], '')
    return
  }
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (isGone() || !tryKill(pid, signal)) return
    for (const until = Date.now() + FAST_STOP_MS; Date.now() < until; await wait(LOOK_EVERY_MS)) if (isGone()) return
  }
  throw new Error(`PostgreSQL (process ${pid}) does not end`)
}

function tryKill(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    if (!isAlive(pid)) return false
    throw new Error(
      `PostgreSQL (process ${pid}) is left from a hub that ran as another user: stop it, or start the hub as that user`,
      { cause: error },
    )
  }
}

/** For the last moment of a process, where nothing can be waited for: the server ends by itself. */
export function interruptServer(clusterDir: string): void {
  const postmaster = runningPostmaster(clusterDir)
  if (postmaster !== null) tryKill(postmaster.pid, 'SIGINT')
}

/** The server that runs on this cluster now, ours or one that a killed hub has left; null also where postmaster.pid is stale. */
export function runningPostmaster(clusterDir: string): Postmaster | null {
  const postmaster = readPostmaster(clusterDir)
  return postmaster !== null && isPostmaster(postmaster.pid, clusterDir) ? postmaster : null
}

/** A number in postmaster.pid may by now be that of any other program. */
export function isPostmaster(pid: number, clusterDir: string): boolean {
  if (!isAlive(pid)) return false
  const command = commandOf(pid)
  return command === null || command.includes(`-D ${clusterDir} `)
}

/** PostgreSQL itself refuses to start when the number in a stale file has been given to another process of the same user. */
export function removeStalePidFile(clusterDir: string): void {
  if (runningPostmaster(clusterDir) === null) rmSync(path.join(clusterDir, 'postmaster.pid'), { force: true })
}

/** Its lines: process, directory, start, port, socket folder, address, shared memory, status. */
function readPostmaster(clusterDir: string): Postmaster | null {
  const file = path.join(clusterDir, 'postmaster.pid')
  if (!existsSync(file)) return null
  const lines = readIfThere(file).split('\n')
  const pid = Number(lines[0])
  if (!Number.isSafeInteger(pid) || pid <= 0) return null
  return { pid, port: Number(lines[3]) || null, isReady: lines[7]?.trim() === 'ready' }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    // The server removes it when it stops, also between our two looks.
    if (!existsSync(file)) return ''
    throw error
  }
}
