import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serve as listen, type WebSocketServerLike as SocketServer } from '@hono/node-server'
import { WebSocketServer } from 'ws'
import { createHandlers } from '../workers/handlers.ts'
import { hubVersion } from './cli/hub-version.ts'
import type { Hub } from './compose.ts'
import { createApp, createWorkerApp } from './http/app.ts'
import { channels } from './http/channels.ts'
import { dialogues } from './http/dialogues.ts'
import { files } from './http/files.ts'
import type { App, Parts } from './http/parts.ts'
import { streamSocket } from './http/stream-socket.ts'
import { webhooks } from './http/webhooks.ts'
import { widgetRoutes } from './http/widget.ts'
import { widgetPages } from './http/widget-pages.ts'
import { widgetStream } from './http/widget-stream.ts'
import { resolveActor } from './services/access/resolve-actor.ts'
import { maxUploadBytes } from './services/files/files.ts'
import { runGateways } from './services/intake/run-gateways.ts'
import { createStreamHub, type StreamHub } from './services/stream/hub.ts'
import { resolveVisitor } from './services/widget/resolve-visitor.ts'
import { createVisitorStream } from './services/widget/visitor-stream.ts'

export type Running = Readonly<{ url: string; stop: () => Promise<void> }>

const maxFrameBytes = 64 * 1024
const drainMs = 10_000
/** Headers within 10 s, a whole request within 2 minutes (an upload on a slow line), looked at every 5 s. */
const slowClients = { headersTimeout: 10_000, requestTimeout: 120_000, connectionsCheckingInterval: 5_000 } as const

/** What this process does, by its role: the web side, the workers, or both. */
export async function serve(hub: Hub): Promise<Running> {
  const { deps, queues } = hub
  const { role } = deps.config
  const works = role !== 'web'
  const serves = role !== 'worker'
  let started = false
  const streams = serves ? createStreamHub(deps) : null
  const server = await startServer(hub, { isStarted: () => started, streams })
  const gateways = works ? runGateways(deps) : null
  if (works) await queues.start(createHandlers(deps))
  // What was left behind by the last stop does not wait for the scheduler.
  if (works) queues.queue.nudge('sweep', {})
  started = true

  return {
    url: server.url,
    // Not ready, no new work, what is under way ends, sockets are told to come again.
    stop: async () => {
      started = false
      deps.crash('shutdown')
      streams?.stop()
      await gateways?.stop()
      await server.close()
      await hub.close()
    },
  }
}

async function startServer(hub: Hub, args: { readonly isStarted: () => boolean; readonly streams: StreamHub | null }) {
  const { deps, registry } = hub
  const { streams } = args
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes })
  const common = { isStarted: args.isStarted, metrics: registry, maxUploadBytes }
  const app = streams === null ? createWorkerApp(deps, common) : webApp(hub, streams, common)
  const server = await new Promise<ReturnType<typeof listen>>((resolve, reject) => {
    const one = listen(
      {
        fetch: app.fetch,
        port: deps.config.port,
        hostname: deps.config.host,
        websocket: { server: asSocketServer(sockets) },
        serverOptions: slowClients,
      },
      () => resolve(one),
    )
    one.once('error', reject)
  })
  const { port } = addressOf(server.address())
  return {
    url: `http://${deps.config.host === '0.0.0.0' || deps.config.host === '127.0.0.1' ? 'localhost' : deps.config.host}:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        const cut = setTimeout(() => {
          if ('closeAllConnections' in server) server.closeAllConnections()
        }, drainMs)
        server.close(() => {
          clearTimeout(cut)
          resolve()
        })
        if ('closeIdleConnections' in server) server.closeIdleConnections()
      }),
  }
}

function webApp({ deps }: Hub, streams: StreamHub, common: Pick<Parts, 'isStarted' | 'metrics' | 'maxUploadBytes'>): App {
  const resolveToken = async (token: string) => await resolveActor(deps, { authorization: `Bearer ${token}`, cookie: null })
  return createApp(deps, {
    ...common,
    api: [
      (api) => dialogues(api, deps),
      (api) => channels(api, deps),
      (api) => files(api, deps),
      (api) => streamSocket(api, { ...deps, resolveToken }, streams),
      (api) => widgetRoutes(api, deps),
      (api) => widgetStream(api, deps, createVisitorStream(deps, streams)),
    ],
    app: [(app) => webhooks(app, deps), (app) => widgetPages(app, deps, { widgetDir: builtWeb('widget') })],
    resolveVisitor: (token) => resolveVisitor(deps, token),
    version: hubVersion(),
    webDir: builtWeb('inbox'),
  })
}

/** The adapter describes ws by its own, stricter types. */
function asSocketServer(server: WebSocketServer): SocketServer {
  return server as unknown as SocketServer
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address
}

const builtWeb = (name: string): string => join(packageRoot(), 'dist', 'web', name)

function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}
