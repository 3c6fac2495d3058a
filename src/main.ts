import { compose } from './compose.ts'
import { serve } from './compose-server.ts'
import { parseConfig, readEnvironment } from './config.ts'
import { createLog } from './infra/log.ts'
import { ensureFirstAdmin } from './services/access/ensure-first-admin.ts'
import { ensureSetupLink } from './services/access/ensure-setup-link.ts'

try {
  await start()
} catch (error) {
  process.stderr.write(`\nHubbub could not start: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

async function start(): Promise<void> {
  const config = parseConfig(readEnvironment())
  const log = createLog(config.logLevel)
  const hub = await compose(config, log)
  await ensureFirstAdmin(hub.deps)
  const running = await serve(hub)
  // Each link voids the one before; only who shows pages makes one.
  const link = config.role === 'worker' ? null : await ensureSetupLink(hub.deps)
  const address = config.publicUrl ?? running.url
  process.stdout.write(
    `\nHubbub runs at ${address}\n${link === null ? `Sign in: ${address}/sign-in` : `Set up the first administrator (this link works once): ${link}`}\n\n`,
  )
  stopOnSignals(async () => {
    await running.stop()
  })
}

function stopOnSignals(stop: () => Promise<void>): void {
  let stopping = false
  const end = (): void => {
    // The second time a person means it.
    if (stopping) process.exit(1)
    stopping = true
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}
