import type { AddressInfo } from 'node:net'
import { serve, type WebSocketServerLike } from '@hono/node-server'
import { WebSocketServer } from 'ws'
import type { Jobs, Log } from '../../core/ports.ts'
import { build, type Hub } from '../../src/compose.ts'
import { parseConfig } from '../../src/config.ts'
import { createApp } from '../../src/http/app.ts'
import { channels } from '../../src/http/channels.ts'
import { dialogues } from '../../src/http/dialogues.ts'
import { files } from '../../src/http/files.ts'
import type { App } from '../../src/http/parts.ts'
import { streamSocket } from '../../src/http/stream-socket.ts'
import { webhooks } from '../../src/http/webhooks.ts'
import type { AccessDeps } from '../../src/services/access/deps.ts'
import { resolveActor } from '../../src/services/access/resolve-actor.ts'
import { maxUploadBytes } from '../../src/services/files/files.ts'
import { createIngest } from '../../src/services/intake/receive-inbound.ts'
import { createStreamHub, type StreamHub } from '../../src/services/stream/hub.ts'
import { createHandlers } from '../../workers/handlers.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'
import { freePort } from './free-port.ts'
import { quietLog } from './quiet-log.ts'
import { createTestRedis, type TestRedis } from './redis.ts'
import { startTelegramServer, type TelegramServer } from './telegram-server.ts'
import { makeTempDir } from './temp-dir.ts'

export type Nudge = { readonly [N in keyof Jobs]: Readonly<{ name: N; data: Jobs[N] }> }[keyof Jobs]

/** What the hubs of one test file share: a database, a Redis in the server mode, the stand-in of Telegram, a clock. */
export type TestWorld = Readonly<{
  database: TestDatabase
  redis: TestRedis | null
  telegram: TelegramServer
  clock: FakeClock
  stop: () => Promise<void>
}>

export async function startWorld(options: { readonly at?: Date } = {}): Promise<TestWorld> {
  const [database, redis, telegram] = await Promise.all([createTestDatabase(), createTestRedis(), startTelegramServer()])
  return {
    database,
    redis,
    telegram,
    clock: fakeClock(options.at),
    stop: async () => {
      await telegram.close()
      await database.drop()
      await redis?.drop()
    },
  }
}

/**
 * A hub of its own on the world's database. Nothing works by itself: what would have been nudged stands in `nudges`, and `handlers` do the work
 * when a test calls them. `work` does what was nudged until nothing is.
 */
export type TestHub = Readonly<{
  hub: Hub
  deps: AccessDeps
  world: TestWorld
  clock: FakeClock
  telegram: TelegramServer
  app: App
  streams: StreamHub
  url: string
  nudges: Nudge[]
  handlers: ReturnType<typeof createHandlers>
  work: () => Promise<void>
  /** Ends every socket without a word, as a lost network does. */
  dropSockets: () => void
  stop: () => Promise<void>
}>

type HubOptions = Readonly<{ log?: Log; env?: Readonly<Record<string, string>>; queue?: 'recorded' | 'bullmq' }>

export async function startHub(world: TestWorld, options: HubOptions = {}): Promise<TestHub> {
  const { log = quietLog, clock = world.clock } = { log: options.log, clock: world.clock }
  const temp = makeTempDir()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const config = parseConfig({
    PORT: String(port),
    PUBLIC_URL: url,
    DATABASE_URL: world.database.url,
    REDIS_URL: world.redis?.url,
    DATA_DIR: temp.dir,
    HUBBUB_SECRET: 'a secret for tests, long enough to be one',
    TELEGRAM_API_ROOT: world.telegram.url,
    SIGN_UP: 'open',
    ...options.env,
  })
  const hub = await build({ config, log, url: world.database.url, clock })
  const nudges: Nudge[] = []
  const deps = options.queue === 'bullmq' ? hub.deps : withRecordedQueue(hub.deps, nudges)
  const streams = createStreamHub(deps)
  const app = appOf({ ...hub, deps }, streams)
  const server = await listen(app, port)
  const handlers = createHandlers(deps)
  return {
    hub,
    deps,
    world,
    clock,
    telegram: world.telegram,
    app,
    streams,
    url,
    nudges,
    handlers,
    work: () => workOff(nudges, handlers),
    dropSockets: server.dropSockets,
    stop: async () => {
      streams.stop()
      await server.close()
      await deps.ingest.stop()
      await hub.close()
      temp.remove()
    },
  }
}

/** Both at once, for test files that need one hub only. */
export async function startWorldWithHub(options: HubOptions & { readonly at?: Date } = {}): Promise<TestHub> {
  const world = await startWorld(options)
  const hub = await startHub(world, options)
  return {
    ...hub,
    stop: async () => {
      await hub.stop()
      await world.stop()
    },
  }
}

function withRecordedQueue(deps: AccessDeps, nudges: Nudge[]): AccessDeps {
  // Each pair of name and data comes from the port's own signature.
  const queue: AccessDeps['queue'] = { nudge: (name, data) => void nudges.push({ name, data } as Nudge) }
  const { ingest: _, ...rest } = deps
  const own = { ...rest, queue }
  return { ...own, ingest: createIngest(own) }
}

async function workOff(nudges: Nudge[], handlers: TestHub['handlers']): Promise<void> {
  while (nudges.length > 0) {
    const batch = nudges.splice(0)
    const once = new Map(batch.map((nudge) => [JSON.stringify([nudge.name, nudge.data]), nudge]))
    for (const nudge of once.values()) await perform(handlers, nudge)
  }
}

async function perform(handlers: TestHub['handlers'], nudge: Nudge): Promise<void> {
  switch (nudge.name) {
    case 'distribute':
      return await handlers.distribute(nudge.data)
    case 'deliver':
      return await handlers.deliver(nudge.data)
    case 'fetch-file':
    case 'auto-close':
    case 'sweep':
    case 'maintenance':
      return await handlers[nudge.name]({})
  }
}

function appOf(hub: Hub, streams: StreamHub): App {
  const { deps, registry } = hub
  const resolveToken = async (token: string) => await resolveActor(deps, { authorization: `Bearer ${token}`, cookie: null })
  return createApp(deps, {
    api: [
      (api) => dialogues(api, deps),
      (api) => channels(api, deps),
      (api) => files(api, deps),
      (api) => streamSocket(api, { ...deps, resolveToken }, streams),
    ],
    app: [(app) => webhooks(app, deps)],
    resolveVisitor: async () => null,
    isStarted: () => true,
    metrics: registry,
    version: '0.0.0-test',
    webDir: '/nowhere',
    maxUploadBytes,
  })
}

async function listen(
  app: App,
  port: number,
): Promise<{ readonly dropSockets: () => void; readonly close: () => Promise<void> }> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 65_536 })
  const dropSockets = (): void => {
    for (const socket of sockets.clients) socket.terminate()
  }
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    // The adapter describes ws by its own, stricter types.
    const websocket = { server: sockets as unknown as WebSocketServerLike }
    const one = serve({ fetch: app.fetch, port, hostname: '127.0.0.1', websocket }, () => resolve(one))
  })
  if ((server.address() as AddressInfo | null) === null) throw new Error('The server has no port.')
  return {
    dropSockets,
    close: async () => {
      dropSockets()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
