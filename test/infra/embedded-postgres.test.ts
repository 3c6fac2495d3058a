import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import postgres from 'postgres'
import { afterEach, expect, test, vi } from 'vitest'
import { attachEmbeddedPostgres, type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/infra/embedded-postgres.ts'
import { runningPostmaster } from '../../src/infra/embedded-postgres-server.ts'
import { isAlive } from '../../src/infra/processes.ts'
import { quietLog } from '../support/quiet-log.ts'
import { makeTempDir } from '../support/temp-dir.ts'

const PROJECT = path.resolve(import.meta.dirname, '../..')
const isRoot = process.getuid?.() === 0

const undo: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

function newDataDir(): string {
  const { dir, remove } = makeTempDir()
  undo.push(remove)
  return path.join(dir, 'data')
}

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log: quietLog })
  undo.push(server.stop)
  return server
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, connect_timeout: 5 })
  try {
    return await sql.unsafe(text)
  } finally {
    await sql.end()
  }
}

const clusterOf = (dataDir: string) => path.join(dataDir, 'postgres')

function postmasterOf(dataDir: string): number {
  const postmaster = runningPostmaster(clusterOf(dataDir))
  if (postmaster === null) throw new Error('no server is running')
  return postmaster.pid
}

/** A hub in a process of its own, as far as its database goes. */
async function spawnHub(dataDir: string) {
  const code = `
    import { startEmbeddedPostgres } from './src/infra/embedded-postgres.ts'
    const none = () => undefined
    const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log: { error: none, warn: none, info: none, debug: none } })
    console.log(server.url)
    setInterval(none, 1000)
  `
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  undo.push(() => void child.kill('SIGKILL'))
  const [line] = await once(child.stdout, 'data')
  return { child, url: String(line).trim() }
}

test('a first start makes a UTF-8 database that only the password opens', async () => {
  const dataDir = newDataDir()
  const { url } = await start(dataDir)
  const [row] = await query(url, `SELECT lower('ПРИВЕТ') AS lower, current_setting('server_encoding') AS encoding`)
  expect(row).toEqual({ lower: 'привет', encoding: 'UTF8' })

  const forged = new URL(url)
  forged.password = 'wrong'
  await expect(query(forged.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/)
  forged.username = 'postgres'
  await expect(query(forged.href, 'SELECT 1')).rejects.toThrow(/no pg_hba.conf entry/)
})

test('the password is readable by the user of the hub only, and the role is no superuser', async () => {
  const dataDir = newDataDir()
  const { url } = await start(dataDir)
  expect(statSync(path.join(dataDir, 'postgres.json')).mode & 0o077).toBe(0)
  expect(await query(url, 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user')).toEqual([{ rolsuper: false }])
})

test('letters of every alphabet are searchable by trigrams', async () => {
  const { url } = await start(newDataDir())
  await query(url, 'CREATE EXTENSION pg_trgm')
  const [row] = await query(url, `SELECT cardinality(show_trgm('привет')) AS trigrams`)
  expect(row).toEqual({ trigrams: 7 })
})

test('a restart keeps the data and the port', async () => {
  const dataDir = newDataDir()
  const first = await startEmbeddedPostgres({ dataDir, log: quietLog })
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS one')
  await first.stop()
  const second = await start(dataDir)
  expect(second.url).toBe(first.url)
  expect(await query(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
})

test('a server that is killed under a running hub comes back with what was committed', async () => {
  const dataDir = newDataDir()
  const { url } = await start(dataDir)
  await query(url, 'CREATE TABLE kept AS SELECT 1 AS one')
  process.kill(postmasterOf(dataDir), 'SIGKILL')
  await vi.waitFor(async () => expect(await query(url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]), { timeout: 20_000 })
})

test('after a killed hub the next one stops the server that was left, and keeps the data', async () => {
  const dataDir = newDataDir()
  const hub = await spawnHub(dataDir)
  await query(hub.url, 'CREATE TABLE kept AS SELECT 1 AS one')
  const left = postmasterOf(dataDir)
  hub.child.kill('SIGKILL')
  await once(hub.child, 'exit')
  expect(isAlive(left)).toBe(true)

  const next = await start(dataDir)
  expect(next.tookOver).toBe(true)
  expect(postmasterOf(dataDir)).not.toBe(left)
  expect(await query(next.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
})

test('a pid file of a power cut that names a foreign living process does not stop the start', async () => {
  const dataDir = newDataDir()
  const first = await startEmbeddedPostgres({ dataDir, log: quietLog })
  const pidFile = path.join(clusterOf(dataDir), 'postmaster.pid')
  const lines = readFileSync(pidFile, 'utf8').split('\n')
  await first.stop()
  writeFileSync(pidFile, [process.pid, ...lines.slice(1)].join('\n'))
  const second = await start(dataDir)
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('a crash in the first start leaves nothing that a second one stumbles over', async () => {
  const dataDir = newDataDir()
  const unfinished = `${clusterOf(dataDir)}.unfinished`
  mkdirSync(unfinished, { recursive: true })
  writeFileSync(path.join(unfinished, 'PG_VERSION'), '18')
  const { url } = await start(dataDir)
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  expect(existsSync(unfinished)).toBe(false)
})

test('a second hub on the same directory is told who has it, and leaves the first alone', async () => {
  const dataDir = newDataDir()
  const { url } = await start(dataDir)
  const refusal = { code: 'data_dir_in_use', pid: process.pid, message: expect.stringContaining(dataDir) }
  await expect(startEmbeddedPostgres({ dataDir, log: quietLog })).rejects.toMatchObject(refusal)
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('the lock of an earlier process that had our number is no obstacle', async () => {
  const dataDir = newDataDir()
  await (await startEmbeddedPostgres({ dataDir, log: quietLog })).stop()
  writeFileSync(path.join(dataDir, 'hub.lock'), JSON.stringify({ pid: process.pid, start: 'long ago', host: hostname() }))
  await start(dataDir)
})

test('of two that start at the same moment after a crash, one gets the directory', async () => {
  const dataDir = newDataDir()
  mkdirSync(dataDir)
  writeFileSync(path.join(dataDir, 'hub.lock'), JSON.stringify({ pid: 2 ** 22 + 1, start: null, host: 'elsewhere' }))
  utimesSync(path.join(dataDir, 'hub.lock'), 0, 0)
  const results = await Promise.allSettled([
    startEmbeddedPostgres({ dataDir, log: quietLog }),
    startEmbeddedPostgres({ dataDir, log: quietLog }),
  ])
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  undo.push(...started.map((server) => server.stop))
  expect(started).toHaveLength(1)
})

test('the command line finds the database of a running hub, and none when it is stopped', async () => {
  const dataDir = newDataDir()
  expect(attachEmbeddedPostgres({ dataDir })).toBeNull()
  const server = await startEmbeddedPostgres({ dataDir, log: quietLog })
  expect(attachEmbeddedPostgres({ dataDir })).toEqual({ url: server.url })
  await server.stop()
  expect(attachEmbeddedPostgres({ dataDir })).toBeNull()
})

test('a lost password file is named and never replaced by an empty database', async () => {
  const dataDir = newDataDir()
  await (await startEmbeddedPostgres({ dataDir, log: quietLog })).stop()
  unlinkSync(path.join(dataDir, 'postgres.json'))
  await expect(startEmbeddedPostgres({ dataDir, log: quietLog })).rejects.toThrow(/postgres\.json is missing/)
})

// Not `skipIf`: for an ordinary user there is nothing to skip.
if (isRoot) {
  test('as root the server runs as another user, also where that user may not go', async () => {
    const { dir, remove } = makeTempDir()
    undo.push(remove)
    chmodSync(dir, 0o700)
    const dataDir = path.join(dir, 'data')
    const { url } = await start(dataDir)
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    const { clusterDir } = JSON.parse(readFileSync(path.join(dataDir, 'postgres.json'), 'utf8'))
    undo.unshift(() => rmSync(path.dirname(clusterDir), { recursive: true, force: true }))
    expect(clusterDir.startsWith('/var/')).toBe(true)
    expect(statSync(clusterDir).uid).not.toBe(0)
  })
}
