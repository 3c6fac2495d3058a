import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../src/infra/embedded-postgres.ts'
import './modes.ts'
import { quietLog } from './quiet-log.ts'
import { makeTempDir } from './temp-dir.ts'
import { createTemplate, TEST_SETTINGS } from './template.ts'

/** The embedded mode's backends, once for the whole run: the database as the hub itself starts it, and no Redis. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { dir, remove } = makeTempDir()
  const server = await startEmbeddedPostgres({ dataDir: dir, log: quietLog, settings: TEST_SETTINGS })
  const template = await createTemplate(server.url)
  project.provide('backends', { mode: 'embedded', databaseUrl: server.url, template, redisUrl: null })
  return async () => {
    await server.stop()
    remove()
  }
}
