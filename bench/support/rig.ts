import postgres from 'postgres'
import { type Backends, type Mode, missingForServerMode, startBackends } from './backends.ts'
import { startChild } from './children.ts'
import { freePort } from './free-port.ts'
import { setUp, startHub } from './hub-process.ts'
import type { LoadTarget } from './load.ts'
import { startPlatform } from './platform.ts'

export type Side = 'floor' | 'hub'
export const sides: readonly Side[] = ['floor', 'hub']
export type Stream = Readonly<{ url: string; cookie: string; origin: string }>

/** A hub and its floor on one database server, and a generator: each a process of its own. */
export type Rig = Readonly<{
  targets: { readonly [S in Side]: LoadTarget }
  streams: { readonly [S in Side]: Stream }
  ask: (message: object) => Promise<unknown>
  /** What autovacuum does within the first minute of a hub's life. */
  analyze: () => Promise<void>
  databaseUrl: string
  stop: () => Promise<void>
}>

/** Of both sides: the hub's own. */
export const poolSize = 10

export function modesOf(wanted: string): readonly Mode[] {
  const missing = missingForServerMode()
  if (wanted === 'both') return missing === null ? ['embedded', 'server'] : ['embedded']
  if (wanted === 'server' && missing !== null) throw new Error(`the server mode needs ${missing}`)
  return wanted === 'server' ? ['server'] : ['embedded']
}

export async function startRig(args: {
  readonly mode: Mode
  readonly generator: string
  readonly distribution: 'none' | 'least_loaded'
  readonly nodeArguments: readonly string[]
}): Promise<Rig> {
  const stops: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).reverse()) await one()
  }
  try {
    const backends = await startBackends(args.mode)
    stops.push(backends.stop)
    const platform = await startPlatform()
    stops.push(platform.close)
    const port = await freePort()
    const env = { ...backends.env, TELEGRAM_API_ROOT: platform.url, LOG_LEVEL: 'info' }
    const hub = await startHub({ port, env, nodeArguments: args.nodeArguments })
    stops.push(hub.stop)
    const { channelId, cookie } = await setUp(hub, { botToken: platform.token, capacity: 1000, distribution: args.distribution })
    const floor = await startChild('bench/support/floor.ts', { databaseUrl: await floorDatabase(backends), poolSize })
    stops.push(floor.stop)
    const load = await startChild(args.generator, {})
    stops.push(load.stop)
    const floorPort = portIn(floor.hello)
    return {
      targets: {
        hub: { port, path: `/webhooks/${channelId}`, headers: { 'X-Telegram-Bot-Api-Secret-Token': platform.secret() } },
        floor: { port: floorPort, path: '/webhook', headers: {} },
      },
      streams: {
        hub: { url: `ws://127.0.0.1:${port}/api/v1/stream`, cookie: cookie(), origin: hub.url },
        floor: { url: `ws://127.0.0.1:${floorPort}/`, cookie: '', origin: hub.url },
      },
      ask: load.ask,
      analyze: () => run(backends.databaseUrl(), 'analyze'),
      databaseUrl: backends.databaseUrl(),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function floorDatabase(backends: Backends): Promise<string> {
  const url = new URL(backends.databaseUrl())
  await run(url.href, 'create database bench_floor')
  url.pathname = '/bench_floor'
  return url.href
}

export async function run(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.end()
  }
}

function portIn(value: unknown): number {
  if (typeof value === 'object' && value !== null && 'port' in value && typeof value.port === 'number') return value.port
  throw new Error('the floor named no port')
}
