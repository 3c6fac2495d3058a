import { spawn, spawnSync } from 'node:child_process'
import { chownSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { findPlace } from '../../src/infra/embedded-postgres-place.ts'
import { launch, stopServer } from '../../src/infra/embedded-postgres-server.ts'
import './modes.ts'
import { freePort } from './free-port.ts'
import { makeTempDir } from './temp-dir.ts'
import { createTemplate, TEST_SETTINGS } from './template.ts'
import { findPostgresServer, findRedisServer, missingForServerMode } from './tools.ts'

const PASSWORD = 'for-this-run-only'

/** The server mode's backends, once for the whole run: the machine's own PostgreSQL and Redis, on ports and folders of their own. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  // Then the project holds one file only, which says so.
  if (missingForServerMode().length > 0) return undefined
  const { dir, remove } = makeTempDir()
  const [database, redis] = await Promise.all([startPostgres(dir), startRedis(dir)])
  const template = await createTemplate(database.url)
  project.provide('backends', { mode: 'server', databaseUrl: database.url, template, redisUrl: redis.url })
  return async () => {
    await Promise.all([database.stop(), redis.stop()])
    remove()
  }
}

type Backend = Readonly<{ url: string; stop: () => Promise<void> }>

async function startPostgres(dir: string): Promise<Backend> {
  const binDir = findPostgresServer()
  if (binDir === null) throw new Error('no PostgreSQL server')
  const place = { ...findPlace(dir), binDir }
  const passwordFile = path.join(dir, 'password')
  writeFileSync(passwordFile, PASSWORD)
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
  const made = spawnSync(path.join(binDir, 'initdb'), [...args, '--no-sync'], { cwd: '/', encoding: 'utf8', ...place.user })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)

  const port = await freePort()
  const settings = { ...TEST_SETTINGS, listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '' }
  const child = await launch(place, path.join(dir, 'postgres.log'), settings)
  const { pid } = child
  if (pid === undefined) throw new Error('PostgreSQL did not start')

  // The same rights as the hub's role has in the embedded mode.
  const sql = postgres(`postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`, { max: 1 })
  await sql.unsafe(`CREATE ROLE hubbub LOGIN CREATEDB PASSWORD '${PASSWORD}'`)
  await sql.unsafe('CREATE DATABASE hubbub OWNER hubbub')
  await sql.end()
  return {
    url: `postgres://hubbub:${PASSWORD}@127.0.0.1:${port}/hubbub`,
    stop: () => stopServer(place, pid, () => child.exitCode !== null || child.signalCode !== null),
  }
}

async function startRedis(dir: string): Promise<Backend> {
  const program = findRedisServer()
  if (program === null) throw new Error('no redis-server')
  const port = await freePort()
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--databases',
    '4096',
    '--dir',
    dir,
  ]
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)))
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('eady to accept connections')) resolve()
    })
  })
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
