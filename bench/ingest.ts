import { writeFileSync } from 'node:fs'
import path from 'node:path'
import postgres from 'postgres'
import { readArguments } from './support/arguments.ts'
import { type Backends, missingForServerMode, type Mode, startBackends } from './support/backends.ts'
import { projectRoot, startChild } from './support/children.ts'
import { median, percentile, spread, table } from './support/figures.ts'
import { freePort } from './support/free-port.ts'
import { buildHub, setUp, startHub } from './support/hub-process.ts'
import type { LoadTarget, Outcome } from './support/load.ts'
import { describeMachine, loadNow, today } from './support/machine.ts'
import { startPlatform } from './support/platform.ts'

/**
 * Webhook to durable: the hub (verified, parsed, deduplicated, stored with its dialogue, chat and event, answered after the commit) beside its floor
 * (Hono and one INSERT). Each in a process of its own on the same database server, loaded in turns by a third process over kept-alive connections.
 */
type Settings = Readonly<{ rounds: number; seconds: number; connections: readonly number[]; chats: number; newShare: number; seed: number }>
type Side = 'floor' | 'hub'
type Measured = Readonly<{ perSecond: number; p50: number; p99: number }>
type Rows = ReadonlyMap<number, { readonly [S in Side]: Measured[] }>

const poolSize = 10

export async function benchIngest(argv: readonly string[]): Promise<void> {
  const given = readArguments(argv)
  const settings: Settings = {
    rounds: given.number('rounds', 5),
    seconds: given.number('seconds', 4),
    connections: given.text('connections', '1,10,64').split(',').map(Number),
    chats: given.number('chats', 1000),
    newShare: given.number('new-share', 0.02),
    seed: given.number('seed', 20_261_120),
  }
  const missing = missingForServerMode()
  const wanted = given.text('mode', missing === null ? 'both' : 'embedded')
  if (wanted !== 'embedded' && missing !== null) throw new Error(`the server mode needs ${missing}`)
  const modes: readonly Mode[] = wanted === 'both' ? ['embedded', 'server'] : wanted === 'server' ? ['server'] : ['embedded']
  buildHub()
  const parts: string[] = []
  for (const mode of modes) {
    const startedWith = loadNow()
    const rows = await measureMode(mode, settings, given.text('hub-arguments', ''))
    parts.push(render(mode, settings, rows, startedWith))
    console.log(parts.at(-1))
  }
  if (given.has('report')) writeFileSync(path.join(projectRoot, 'bench/reports/ingest.md'), report(settings, parts))
}

async function measureMode(mode: Mode, settings: Settings, hubArguments: string): Promise<Rows> {
  const backends = await startBackends(mode)
  const platform = await startPlatform()
  const port = await freePort()
  const env = { ...backends.env, TELEGRAM_API_ROOT: platform.url, LOG_LEVEL: 'info' }
  const hub = await startHub({ port, env, nodeArguments: hubArguments === '' ? [] : hubArguments.split(' ') })
  try {
    const { channelId } = await setUp(hub, { botToken: platform.token, capacity: 1000, distribution: 'none' })
    const floor = await startChild('bench/support/floor.ts', { databaseUrl: await floorDatabase(backends), poolSize })
    const load = await startChild('bench/support/load.ts', {}).catch(() => null)
    if (load === null) throw new Error('the generator did not start')
    try {
      const targets: { readonly [S in Side]: LoadTarget } = {
        hub: { port, path: `/webhooks/${channelId}`, headers: { 'X-Telegram-Bot-Api-Secret-Token': platform.secret() } },
        floor: { port: portIn(floor.hello), path: '/webhook', headers: {} },
      }
      return await measure((round) => load.ask(round), targets, settings)
    } finally {
      await load.stop()
      await floor.stop()
    }
  } finally {
    await hub.stop()
    await platform.close()
    await backends.stop()
  }
}

async function measure(ask: (round: object) => Promise<unknown>, targets: { readonly [S in Side]: LoadTarget }, settings: Settings): Promise<Rows> {
  const rows = new Map<number, { [S in Side]: Measured[] }>()
  const { chats, seed } = settings
  for (const side of ['floor', 'hub'] as const) {
    await ask({ target: targets[side], connections: 32, seconds: 0, chats, newShare: 0, seed, fill: true })
    await ask({ target: targets[side], connections: 64, seconds: Math.min(3, settings.seconds), chats, newShare: settings.newShare, seed })
  }
  for (const connections of settings.connections) {
    const row: { [S in Side]: Measured[] } = { floor: [], hub: [] }
    for (let round = 0; round < settings.rounds; round += 1) {
      // Whoever comes second must not have it easier each time.
      for (const side of round % 2 === 0 ? (['floor', 'hub'] as const) : (['hub', 'floor'] as const)) {
        const outcome = asOutcome(await ask({ target: targets[side], connections, seconds: settings.seconds, chats, newShare: settings.newShare, seed: seed + round }))
        if (outcome.refused > 0) throw new Error(`${side} refused ${outcome.refused} of ${outcome.sent}`)
        row[side].push({ perSecond: outcome.sent / outcome.seconds, p50: percentile(outcome.latenciesMs, 0.5), p99: percentile(outcome.latenciesMs, 0.99) })
      }
    }
    rows.set(connections, row)
    const ratio = median(row.hub.map((one) => one.perSecond)) / median(row.floor.map((one) => one.perSecond))
    console.error(`${connections} connections: ${ratio.toFixed(2)}x`)
  }
  return rows
}

function render(mode: Mode, settings: Settings, rows: Rows, startedWith: string): string {
  const lines = [...rows].map(([connections, row]) => {
    const ratios = row.hub.map((one, index) => one.perSecond / (row.floor[index]?.perSecond ?? Number.NaN))
    const ratio = median(row.hub.map((one) => one.perSecond)) / median(row.floor.map((one) => one.perSecond))
    return [
      String(connections),
      spread(row.floor.map((one) => one.perSecond), 0),
      spread(row.hub.map((one) => one.perSecond), 0),
      `**${ratio.toFixed(2)}x** (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
      `${median(row.floor.map((one) => one.p50)).toFixed(1)} / ${median(row.floor.map((one) => one.p99)).toFixed(1)}`,
      `${median(row.hub.map((one) => one.p50)).toFixed(1)} / ${median(row.hub.map((one) => one.p99)).toFixed(1)}`,
    ]
  })
  const head = ['connections', 'floor /s', 'hub /s', 'ratio', 'floor p50 / p99 ms', 'hub p50 / p99 ms']
  const title = mode === 'embedded' ? 'Embedded (PostgreSQL 18 from npm)' : 'Server mode (the machine’s own PostgreSQL, and Redis)'
  return `## ${title}\n\nLoad of the machine before: ${startedWith}, after: ${loadNow()}. ${settings.rounds} rounds of ${settings.seconds} s a side.\n\n${table(head, lines)}\n`
}

function report(settings: Settings, parts: readonly string[]): string {
  return `# Webhook to durable

${today()}, seed ${settings.seed}. ${describeMachine()}.

\`npm run bench -- ingest --report\`. Genuine Telegram webhooks of about 400 bytes over kept-alive connections: ${settings.chats.toLocaleString('en')} chats with an open
dialogue, ${(settings.newShare * 100).toFixed(0)} % of the messages from people who never wrote before. Floor: Hono and one INSERT a request. Both: a pool of ${poolSize}, the same database server,
\`synchronous_commit\` and \`fsync\` on, answered after the commit. Figures are the median of the rounds, in brackets their spread. Quote the ratio, not the rates.

${parts.join('\n')}`
}

async function floorDatabase(backends: Backends): Promise<string> {
  const url = new URL(backends.databaseUrl())
  const sql = postgres(url.href, { max: 1 })
  await sql`create database bench_floor`
  await sql.end()
  url.pathname = '/bench_floor'
  return url.href
}

/** From a process of ours. */
function asOutcome(value: unknown): Outcome {
  return value as Outcome
}

function portIn(value: unknown): number {
  if (typeof value === 'object' && value !== null && 'port' in value && typeof value.port === 'number') return value.port
  throw new Error('the floor named no port')
}
