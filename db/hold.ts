import postgres from 'postgres'

/** Any number, not the migrations'; the same in every process of the hub. */
const processLock = 7_118_233

/**
 * Without Redis there is one process: what one of two says on its bus the other does not hear. The lock belongs to the session, so it is free again
 * however the process ends.
 * @throws Error with what to do, when another process has the database.
 */
export async function holdDatabase(url: string): Promise<{ readonly release: () => Promise<void> }> {
  const client = postgres(url, { max: 1, idle_timeout: 0, max_lifetime: null, onnotice: () => {} })
  const [row] = await client<{ held: boolean }[]>`select pg_try_advisory_lock(${processLock}) as held`
  if (row?.held) return { release: () => client.end({ timeout: 2 }) }
  await client.end({ timeout: 2 })
  throw new Error('another hub runs on this database. Stop it first; several processes at once need REDIS_URL.')
}
