import { Buffer } from 'node:buffer'
import { build, type Hub } from '../../src/compose.ts'
import { serve } from '../../src/compose-server.ts'
import { parseConfig } from '../../src/config.ts'
import { createTestDatabase } from './database.ts'
import { quietLog } from './quiet-log.ts'
import { createTestRedis } from './redis.ts'
import { makeTempDir } from './temp-dir.ts'

export type RunningHub = Readonly<{ url: string; hub: Hub; stop: () => Promise<void> }>

/** The whole hub as `npm start` runs it, on a database of its own and a port of its own. */
export async function startHub(env: Readonly<Record<string, string>> = {}): Promise<RunningHub> {
  const database = await createTestDatabase()
  const redis = await createTestRedis()
  const folder = makeTempDir()
  const config = parseConfig({
    PORT: '0',
    DATA_DIR: folder.dir,
    DATABASE_URL: database.url,
    HUBBUB_SECRET: Buffer.alloc(32, 'secret of a test').toString('base64'),
    ...(redis !== null && { REDIS_URL: redis.url }),
    ...env,
  })
  const hub = await build({ config, log: quietLog, url: database.url })
  const running = await serve(hub)
  return {
    url: running.url,
    hub,
    stop: async () => {
      await running.stop()
      await redis?.drop()
      await database.drop()
      folder.remove()
    },
  }
}
