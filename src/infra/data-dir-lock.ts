import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { hasCode, isAlive, startOf } from './processes.ts'

const HEARTBEAT_MS = 5_000
// Three missed beats. Only asked where the holder's process can't be looked up: in another container that shares the directory.
const SILENT_MS = 15_000

const holderSchema = z.object({ pid: z.number(), start: z.string().nullable(), host: z.string() })
type Holder = z.infer<typeof holderSchema>

export class DataDirInUse extends Error {
  readonly code = 'data_dir_in_use'
  readonly pid: number | null

  constructor(dataDir: string, holder: Holder | null) {
    const who =
      holder === null ? 'another process' : `process ${holder.pid}${holder.host === hostname() ? '' : ` on ${holder.host}`}`
    super(
      `The data directory ${dataDir} is in use by ${who}: a hub is running there already. ` +
        'Stop it first, or give this one a data directory of its own (DATA_DIR) and another PORT.',
    )
    this.name = 'DataDirInUse'
    this.pid = holder?.pid ?? null
  }
}

/**
 * Makes this process the only hub on a data directory until the returned function is called or the process ends, however it ends.
 * @throws DataDirInUse
 */
export function lockDataDir(dataDir: string): () => void {
  const file = path.join(dataDir, 'hub.lock')
  const mine: Holder = { pid: process.pid, start: startOf(process.pid), host: hostname() }
  const content = `${JSON.stringify(mine)}\n`
  if (!createOnly(file, content)) takeOver(dataDir, file, content)

  const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS).unref()
  return () => {
    clearInterval(heartbeat)
    if (readOrNull(file) === content) rmSync(file, { force: true })
  }
}

/** Two starters may find the same dead holder: a second lock lets one of them replace it, and makes the other look again. */
function takeOver(dataDir: string, file: string, content: string): void {
  const guard = `${file}.taking`
  if (!createOnly(guard, content)) {
    if (isHeld(guard)) throw new DataDirInUse(dataDir, holderOf(guard))
    rmSync(guard, { force: true })
    if (!createOnly(guard, content)) throw new DataDirInUse(dataDir, holderOf(guard))
  }
  try {
    if (isHeld(file)) throw new DataDirInUse(dataDir, holderOf(file))
    writeFileSync(`${file}.new`, content)
    renameSync(`${file}.new`, file)
  } finally {
    rmSync(guard, { force: true })
  }
}

function isHeld(file: string): boolean {
  const ageMs = ageOf(file)
  if (ageMs === null) return false
  const holder = holderOf(file)
  // A holder we can't read is one that is being written just now, or was when the machine went down.
  if (holder === null || holder.host !== hostname()) return ageMs < SILENT_MS
  // Our own number in a lock that we have not taken is that of an earlier life, unless a start is known and the same.
  return isAlive(holder.pid) && startOf(holder.pid) === holder.start
}

function holderOf(file: string): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

function createOnly(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx' })
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

function ageOf(file: string): number | null {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat === undefined ? null : Date.now() - stat.mtimeMs
}

function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date())
  } catch {
    // Somebody has removed the data directory under a running hub; the database will say so louder.
  }
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
