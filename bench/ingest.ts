import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { readArguments } from './support/arguments.ts'
import type { Mode } from './support/backends.ts'
import { projectRoot } from './support/children.ts'
import { median, percentile, spread, table } from './support/figures.ts'
import { buildHub } from './support/hub-process.ts'
import type { Outcome } from './support/load.ts'
import { describeMachine, loadNow, today } from './support/machine.ts'
import { modesOf, poolSize, type Rig, type Side, sides, startRig } from './support/rig.ts'

/**
 * Webhook to durable: the hub (verified, parsed, deduplicated, stored with its dialogue, chat and event, answered after the commit) beside its floor
 * (Hono and one INSERT). Each in a process of its own on the same database server, loaded in turns by a third process over kept-alive connections.
 */
type Settings = Readonly<{
  rounds: number
  seconds: number
  connections: readonly number[]
  chats: number
  newShare: number
  seed: number
}>
type Measured = Readonly<{ perSecond: number; p50: number; p99: number }>
type Rows = ReadonlyMap<number, { readonly [S in Side]: Measured[] }>

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
  const modes = modesOf(given.text('mode', 'both'))
  buildHub()
  const parts: string[] = []
  for (const mode of modes) {
    const startedWith = loadNow()
    const rows = await measureMode(mode, settings, given.text('hub-arguments', '').split(' ').filter(Boolean))
    parts.push(render(mode, settings, rows, startedWith))
    console.log(parts.at(-1))
  }
  if (given.has('report')) writeFileSync(path.join(projectRoot, 'bench/reports/ingest.md'), report(settings, parts))
}

async function measureMode(mode: Mode, settings: Settings, nodeArguments: readonly string[]): Promise<Rows> {
  const rig = await startRig({ mode, generator: 'bench/support/load.ts', distribution: 'none', nodeArguments })
  try {
    return await measure(rig, settings)
  } finally {
    await rig.stop()
  }
}

async function measure({ ask, targets, analyze }: Rig, settings: Settings): Promise<Rows> {
  const rows = new Map<number, { [S in Side]: Measured[] }>()
  const { chats, seed } = settings
  for (const side of sides) {
    await ask({ target: targets[side], connections: 32, seconds: 0, chats, newShare: 0, seed, fill: true })
    await analyze()
    await ask({
      target: targets[side],
      connections: 64,
      seconds: Math.min(3, settings.seconds),
      chats,
      newShare: settings.newShare,
      seed,
    })
  }
  for (const connections of settings.connections) {
    const row: { [S in Side]: Measured[] } = { floor: [], hub: [] }
    for (let round = 0; round < settings.rounds; round += 1) {
      // Whoever comes second must not have it easier each time.
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
        const outcome = asOutcome(
          await ask({
            target: targets[side],
            connections,
            seconds: settings.seconds,
            chats,
            newShare: settings.newShare,
            seed: seed + round,
          }),
        )
        if (outcome.refused > 0) throw new Error(`${side} refused ${outcome.refused} of ${outcome.sent}`)
        row[side].push({
          perSecond: outcome.sent / outcome.seconds,
          p50: percentile(outcome.latenciesMs, 0.5),
          p99: percentile(outcome.latenciesMs, 0.99),
        })
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
      spread(
        row.floor.map((one) => one.perSecond),
        0,
      ),
      spread(
        row.hub.map((one) => one.perSecond),
        0,
      ),
      `**${ratio.toFixed(2)}x** (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
      `${median(row.floor.map((one) => one.p50)).toFixed(1)} / ${median(row.floor.map((one) => one.p99)).toFixed(1)}`,
      `${median(row.hub.map((one) => one.p50)).toFixed(1)} / ${median(row.hub.map((one) => one.p99)).toFixed(1)}`,
    ]
  })
  const head = ['connections', 'floor /s', 'hub /s', 'ratio', 'floor p50 / p99 ms', 'hub p50 / p99 ms']
  const title =
    mode === 'embedded' ? 'Embedded (PostgreSQL 18 from npm)' : 'Server mode (the machine’s own PostgreSQL, and Redis)'
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

/** From a process of ours. */
function asOutcome(value: unknown): Outcome {
  return value as Outcome
}
