import { Redis } from 'ioredis'
import { inject } from 'vitest'

export type TestRedis = Readonly<{ url: string; drop: () => Promise<void> }>

/** An empty Redis database for one test file; null in the embedded mode, which has no Redis. */
export async function createTestRedis(): Promise<TestRedis | null> {
  const { redisUrl } = inject('backends')
  if (redisUrl === null) return null
  // Database 0 only counts, so that no two test files get the same one.
  const index = await withRedis(redisUrl, (redis) => redis.incr('databases'))
  const url = `${redisUrl}/${index}`
  return { url, drop: () => withRedis(url, async (redis) => void (await redis.flushdb())) }
}

async function withRedis<T>(url: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url)
  try {
    return await use(redis)
  } finally {
    redis.disconnect()
  }
}
