import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { readArguments } from './support/arguments.ts'
import type { Mode } from './support/backends.ts'
import { projectRoot } from './support/children.ts'
import { median, percentile, spread, table } from './support/figures.ts'
import { buildHub } from './support/hub-process.ts'
import { describeMachine, loadNow, today } from './support/machine.ts'
import { modesOf, poolSize, type Rig, run, type Side, sides, startRig } from './support/rig.ts'
import type { ScreenOutcome, ScreenRound } from './support/screen-load.ts'

/**
 * Webhook to screen: from sending a Telegram webhook until its text has come in on a manager's WebSocket, through gate, least-loaded distribution and
 * stream. Floor: Hono, one INSERT, and the row sent to the sockets. The closed loop finds the rate that lasts, the open loop the latency at half of it.
 */
type Settings = Readonly<{
  rounds: number
  seconds: number
  halfSeconds: number
  slots: number
  sockets: number
  chats: number
  newShare: number
  seed: number
}>
type Measured = { rate: number; drift: number; p50: number; p99: number; lost: number }
type Rows = { readonly [S in Side]: Measured[] }

export async function benchEndToEnd(argv: readonly string[]): Promise<void> {
  const given = readArguments(argv)
  const seconds = given.number('seconds', 60)
  const settings: Settings = {
    rounds: given.number('rounds', 3),
    seconds,
    halfSeconds: given.number('half-seconds', Math.ceil(seconds / 3)),
    slots: given.number('slots', 64),
    sockets: given.number('sockets', 1),
    chats: given.number('chats', 1000),
    newShare: given.number('new-share', 0.02),
    seed: given.number('seed', 20_261_120),
  }
  const modes = modesOf(given.text('mode', 'both'))
  buildHub()
  const parts: string[] = []
  for (const mode of modes) {
    const startedWith = loadNow()
    const nodeArguments = given.text('hub-arguments', '').split(' ').filter(Boolean)
    const rig = await startRig({ mode, generator: 'bench/support/screen-load.ts', distribution: 'least_loaded', nodeArguments })
    try {
      parts.push(render(mode, settings, await measure(rig, settings), startedWith))
    } finally {
      await rig.stop()
    }
    console.log(parts.at(-1))
  }
  if (given.has('report')) writeFileSync(path.join(projectRoot, 'bench/reports/end-to-end.md'), report(settings, parts))
}

async function measure(rig: Rig, settings: Settings): Promise<Rows> {
  const rows: Rows = { floor: [], hub: [] }
  // More than the interface allows, so that nobody is ever full: what is measured is distribution, not its absence.
  await run(rig.databaseUrl, 'update managers set capacity = 1000000')
  const { slots, sockets, chats, newShare, seed } = settings
  const round = (side: Side, more: Pick<ScreenRound, 'perSecond' | 'seconds' | 'fill' | 'seed'>): Promise<ScreenOutcome> =>
    rig.ask({ target: rig.targets[side], stream: rig.streams[side], sockets, slots, chats, newShare, ...more }).then(asOutcome)
  for (const side of sides) {
    await round(side, { perSecond: null, seconds: 0, fill: true, seed })
    await rig.analyze()
    await round(side, { perSecond: null, seconds: Math.min(5, settings.seconds), fill: false, seed })
  }
  for (let index = 0; index < settings.rounds; index += 1) {
    for (const side of index % 2 === 0 ? sides : sides.toReversed()) {
      const full = await round(side, { perSecond: null, seconds: settings.seconds, fill: false, seed: seed + index })
      const rate = full.seen / full.seconds
      const half = await round(side, {
        perSecond: rate / 2,
        seconds: settings.halfSeconds,
        fill: false,
        seed: seed + 100 + index,
      })
      const measured = {
        rate,
        drift: full.secondHalf / full.firstHalf,
        p50: percentile(half.latenciesMs, 0.5),
        p99: percentile(half.latenciesMs, 0.99),
        lost: full.lost + half.lost,
      }
      rows[side].push(measured)
      console.error(
        `${side}: ${rate.toFixed(0)}/s, at half of it p50 ${measured.p50.toFixed(1)} ms, p99 ${measured.p99.toFixed(1)} ms, lost ${measured.lost}`,
      )
    }
  }
  return rows
}

function render(mode: Mode, settings: Settings, rows: Rows, startedWith: string): string {
  const line = (side: Side): readonly string[] => [
    side,
    spread(
      rows[side].map((one) => one.rate),
      0,
    ),
    spread(
      rows[side].map((one) => one.drift),
      2,
    ),
    spread(
      rows[side].map((one) => one.p50),
      1,
    ),
    spread(
      rows[side].map((one) => one.p99),
      1,
    ),
    String(rows[side].reduce((sum, one) => sum + one.lost, 0)),
  ]
  const ratio = median(rows.hub.map((one) => one.rate)) / median(rows.floor.map((one) => one.rate))
  const head = ['side', 'seen /s', 'second half : first half', 'p50 ms at half', 'p99 ms at half', 'not seen in 20 s']
  const title = mode === 'embedded' ? 'Embedded' : 'Server mode, one process'
  return `## ${title}: ${ratio.toFixed(2)}x of the floor

Load of the machine before: ${startedWith}, after: ${loadNow()}. ${settings.rounds} rounds of ${settings.seconds} s a side, then ${settings.halfSeconds} s at half the rate.

${table(head, [line('floor'), line('hub')])}
`
}

function report(settings: Settings, parts: readonly string[]): string {
  return `# Webhook to screen

${today()}, seed ${settings.seed}. ${describeMachine()}.

\`npm run bench -- end-to-end --report\`. ${settings.slots} messages under way at once over kept-alive connections, each seen on ${settings.sockets} WebSocket${settings.sockets === 1 ? '' : 's'} of a manager before the next is sent, so
the backlog is bounded. ${settings.chats.toLocaleString('en')} chats, ${(settings.newShare * 100).toFixed(0)} % of the messages begin a new dialogue, which passes the gate and is assigned (least loaded) before it is seen. Floor: Hono,
one INSERT, and the row to the sockets. Both: a pool of ${poolSize}, the same database server, \`synchronous_commit\` and \`fsync\` on. At half the rate the loop is open:
a message's time counts from when it was due. Figures are medians of the rounds, in brackets their spread.

${parts.join('\n')}`
}

/** From a process of ours. */
function asOutcome(value: unknown): ScreenOutcome {
  return value as ScreenOutcome
}
