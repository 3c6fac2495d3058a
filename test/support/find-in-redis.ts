import { Redis } from 'ioredis'

/** Which keys of this Redis hold the text, whatever their type. */
export async function findInRedis(url: string, text: string): Promise<string[]> {
  const redis = new Redis(url)
  try {
    const found: string[] = []
    for (const key of await redis.keys('*')) {
      if (JSON.stringify(await read(redis, key)).includes(text) || key.includes(text)) found.push(key)
    }
    return found
  } finally {
    redis.disconnect()
  }
}

async function read(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'string':
      return await redis.get(key)
    case 'hash':
      return await redis.hgetall(key)
    case 'list':
      return await redis.lrange(key, 0, -1)
    case 'set':
      return await redis.smembers(key)
    case 'zset':
      return await redis.zrange(key, '0', '-1')
    case 'stream':
      return await redis.xrange(key, '-', '+')
    default:
      return null
  }
}
