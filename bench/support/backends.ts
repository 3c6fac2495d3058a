import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import postgres from 'postgres'
import { findPlace } from '../../src/infra/embedded-postgres-place.ts'
import { launch, stopServer } from '../../src/infra/embedded-postgres-server.ts'
import { endOf } from './children.ts'
import { freePort } from './free-port.ts'

export type Mode = 'embedded' | 'server'
/** What a hub stands on: its data directory, and in server mode a PostgreSQL and a Redis of this machine, as durable as in production. */
export type Backends = Readonly<{
  mode: Mode
  dataDir: string
  /** For the hub. */
  env: Readonly<Record<string, string>>
  redisUrl: string | null
  /** In the embedded mode known once the hub has started. */
  databaseUrl: () => string
  stop: () => Promise<void>
}>

const password = 'for-this-run-only'
const secret = 'for-this-run-only-0123456789abcdef'

export async function startBackends(mode: Mode): Promise<Backends> {
  const dir = mkdtempSync(path.join(tmpdir(), 'hubbub-bench-'))
  chmodSync(dir, 0o755)
  const dataDir = path.join(dir, 'data')
  mkdirSync(dataDir, { mode: 0o755 })
  const remove = (): void => rmSync(dir, { recursive: true, force: true })
  if (mode === 'embedded') {
    return {
      mode,
      dataDir,
      env: { DATA_DIR: dataDir },
      redisUrl: null,
      databaseUrl: () => embeddedUrl(dataDir),
      stop: async () => remove(),
    }
  }
  const [database, redis] = await Promise.all([startPostgres(dir), startRedis(dir)])
  return {
    mode,
    dataDir,
    env: { DATA_DIR: dataDir, DATABASE_URL: database.url, REDIS_URL: redis.url, HUBBUB_SECRET: secret },
    redisUrl: redis.url,
    databaseUrl: () => database.url,
    stop: async () => {
      await Promise.all([database.stop(), redis.stop()])
      remove()
    },
  }
}

/** What the server mode needs and this machine lacks; null when it is all there. */
export function missingForServerMode(): string | null {
  if (findPostgres() === null) return 'a PostgreSQL server'
  return findRedis() === null ? 'redis-server' : null
}

function embeddedUrl(dataDir: string): string {
  const state: unknown = JSON.parse(readFileSync(path.join(dataDir, 'postgres.json'), 'utf8'))
  if (typeof state !== 'object' || state === null || !('port' in state) || !('password' in state))
    throw new Error('postgres.json is not understood')
  return `postgres://hubbub:${state.password}@127.0.0.1:${state.port}/hubbub`
}

async function startPostgres(dir: string): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const binDir = findPostgres()
  if (binDir === null) throw new Error('no PostgreSQL server')
  const place = { ...findPlace(dir), binDir }
  const passwordFile = path.join(dir, 'password')
  writeFileSync(passwordFile, password)
  mkdirSync(place.clusterDir, { mode: 0o700 })
  if (place.user !== null) for (const file of [place.clusterDir, passwordFile]) chownSync(file, place.user.uid, place.user.gid)
  const args = [
    '-D',
    place.clusterDir,
    '-U',
    'postgres',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
  ]
  const made = spawnSync(path.join(binDir, 'initdb'), args, { cwd: '/', encoding: 'utf8', ...place.user })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const port = await freePort()
  // As the embedded default is set, so that the two modes compare; nothing that keeps a commit is off.
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '128MB',
    max_wal_size: '512MB',
    jit: 'off',
    random_page_cost: '1.1',
  }
  const child = await launch(place, path.join(dir, 'postgres.log'), settings)
  const { pid } = child
  if (pid === undefined) throw new Error('PostgreSQL did not start')
  const sql = postgres(`postgres://postgres:${password}@127.0.0.1:${port}/postgres`, { max: 1 })
  await sql.unsafe(`CREATE ROLE hubbub LOGIN CREATEDB PASSWORD '${password}'`)
  await sql.unsafe('CREATE DATABASE hubbub OWNER hubbub')
  await sql.end()
  return {
    url: `postgres://hubbub:${password}@127.0.0.1:${port}/hubbub`,
    stop: () => stopServer(place, pid, () => child.exitCode !== null || child.signalCode !== null),
  }
}

async function startRedis(dir: string): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const program = findRedis()
  if (program === null) throw new Error('no redis-server')
  const port = await freePort()
  const child = spawn(
    program,
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'yes',
      '--dir',
      dir,
      '--maxmemory-policy',
      'noeviction',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('eady to accept connections')) resolve()
    })
  })
  return { url: `redis://127.0.0.1:${port}`, stop: () => endOf(child, 'SIGTERM') }
}

function findPostgres(): string | null {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...versions.map((version) => path.join(debian, version, 'bin')), ...searchPath()]
  return folders.find((folder) => existsSync(path.join(folder, 'initdb')) && existsSync(path.join(folder, 'postgres'))) ?? null
}

function findRedis(): string | null {
  const files = searchPath().flatMap((folder) => ['redis-server', 'valkey-server'].map((name) => path.join(folder, name)))
  return files.find((file) => existsSync(file)) ?? null
}

const searchPath = (): string[] => (process.env['PATH'] ?? '').split(path.delimiter)
