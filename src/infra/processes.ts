import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives and is another user's.
    return hasCode(error, 'EPERM')
  }
}

/**
 * What tells this process from a later one with the same number: its start, in the system's own words; null where the system does not
 * say or the process is gone.
 */
export function startOf(pid: number): string | null {
  if (process.platform === 'linux') {
    const stat = readProc(`/proc/${pid}/stat`)
    // The second field is the program's name, which may hold spaces and brackets; the start is the 22nd field.
    return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  }
  return ps(pid, 'lstart=')
}

/** The command line of a process; empty for one that has ended and not been reaped, null where it can't be known. */
export function commandOf(pid: number): string | null {
  if (process.platform === 'linux') return readProc(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ') ?? ''
  return ps(pid, 'command=')
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

function readProc(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // The process has ended between two looks.
    return null
  }
}

function ps(pid: number, column: string): string | null {
  if (process.platform === 'win32') return null
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', column], { encoding: 'utf8', timeout: 5000 }).trim()
  } catch {
    // ps ends with 1 when there is no such process.
    return ''
  }
}
