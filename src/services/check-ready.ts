import { ping } from '../../db/queries/health.ts'
import type { Deps } from '../deps.ts'

/** Whether the database answers, within a second. */
export async function checkReady(deps: Pick<Deps, 'sql' | 'log'>): Promise<boolean> {
  try {
    await Promise.race([ping(deps.sql), rejectAfter(1000)])
    return true
  } catch (error) {
    deps.log.warn({ error }, 'the database does not answer')
    return false
  }
}

function rejectAfter(ms: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms).unref()
  })
}
