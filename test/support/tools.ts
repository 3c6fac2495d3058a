import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

/** Chromium for the browser tests; CHROMIUM_PATH names another one. */
export function findChromium(): string | null {
  const named = process.env['CHROMIUM_PATH']
  if (named !== undefined) return named
  return (
    ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(findProgram).find((file) => file !== null) ??
    null
  )
}

export function findRedisServer(): string | null {
  return findProgram('redis-server') ?? findProgram('valkey-server')
}

/** The folder with initdb and postgres of the newest PostgreSQL server on this machine. */
export function findPostgresServer(): string | null {
  // Debian keeps its server programs out of PATH, one folder for each version.
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = versions.map((version) => path.join(debian, version, 'bin'))
  const initdb = findProgram('initdb')
  if (initdb !== null) folders.push(path.dirname(initdb))
  return folders.find((folder) => existsSync(path.join(folder, 'initdb')) && existsSync(path.join(folder, 'postgres'))) ?? null
}

/** In CI nothing may be skipped: what is missing there fails. */
export function isCi(): boolean {
  return process.env['CI'] === 'true'
}

/** What the server mode's tests need and this machine lacks, in words; empty when they can run. */
export function missingForServerMode(): string[] {
  const missing: string[] = []
  if (findPostgresServer() === null) missing.push('a PostgreSQL server (initdb and postgres)')
  if (findRedisServer() === null) missing.push('redis-server')
  return missing
}

function findProgram(name: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter)
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file)) ?? null
}
