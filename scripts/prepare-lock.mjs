import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * Takes a lock file that names our process, waiting while a living process holds it; the lock of a dead one is taken over.
 * @param {string} file
 * @param {() => void} onWait called once, before the first wait
 * @returns {Promise<() => void>} lets go
 */
export async function acquireLock(file, onWait) {
  mkdirSync(path.dirname(file), { recursive: true })
  for (let told = false; ; told = true) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    if (isHeld(file)) {
      if (!told) onWait()
      await wait(200)
    } else {
      rmSync(file, { force: true })
    }
  }
}

/** @param {string} file @returns {boolean} */
function isHeld(file) {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0)
    return true
  } catch (error) {
    // EPERM: it lives and is another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
