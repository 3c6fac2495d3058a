import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { readArguments } from '../../bench/support/arguments.ts'
import type { Mode } from '../../bench/support/backends.ts'
import { projectRoot } from '../../bench/support/children.ts'
import { median, table } from '../../bench/support/figures.ts'
import { buildHub } from '../../bench/support/hub-process.ts'
import { describeMachine, loadNow, today } from '../../bench/support/machine.ts'
import { modesOf } from '../../bench/support/rig.ts'
import { crashPoints } from '../../src/deps.ts'
import { type Campaign, type Outcome, runCampaign } from './campaign.ts'
import { faults, isClean } from './checker.ts'
import { type Bug, bugs, sabotage } from './sabotage.ts'

// npm run faults -- [--ci] [--mode=embedded|server] [--kills=100] [--messages=20000] [--seed=…] [--report] [--bug=…]
const given = readArguments(process.argv.slice(2))
const ci = given.has('ci')
const kills = given.number('kills', ci ? 10 : 100)
const messages = given.number('messages', ci ? 2000 : 20_000)
const seed = given.number('seed', ci ? 1 : Date.now() % 1_000_000)
const wanted = given.text('bug', '')
const bug = bugs.find((one) => one === wanted)
if (wanted !== '' && bug === undefined) throw new Error(`There is no bug ${wanted}: ${bugs.join(', ')}`)

buildHub()
const program = bug === undefined ? undefined : sabotage(bug)
const parts: string[] = []
let failed = false
for (const mode of modesOf(given.text('mode', 'both'))) {
  const campaign: Campaign = {
    mode,
    kills,
    messages,
    chats: Math.min(1000, Math.ceil(messages / 10)),
    seed,
    duplicateShare: 0.1,
    ...(program && { program }),
  }
  console.log(
    `${mode}: ${kills} kills under ${messages} messages, seed ${seed}${bug === undefined ? '' : `, with the bug ${bug}`}`,
  )
  const outcome = await runCampaign(campaign, (line) => console.log(`  ${line}`))
  if (!isClean(outcome.verdict)) failed = true
  parts.push(render(campaign, outcome))
  console.log(parts.at(-1))
}
if (given.has('report')) {
  const head = `# Killed in mid-work\n\n${today()}, seed ${seed}. ${describeMachine()}. Load of the machine at the end: ${loadNow()}.\n\n\`npm run faults -- --seed=${seed}\`\n`
  writeFileSync(path.join(projectRoot, 'bench/reports/faults.md'), `${head}\n${parts.join('\n')}`)
}
process.exit(report(bug, failed))

/** A seeded bug that is not found is a fault of the checker. */
function report(seeded: Bug | undefined, isFound: boolean): number {
  if (seeded === undefined) return isFound ? 1 : 0
  console.log(isFound ? `the bug ${seeded} was found` : `the bug ${seeded} was NOT found`)
  return isFound ? 0 : 1
}

function render({ mode }: Campaign, outcome: Outcome): string {
  const { verdict, hits } = outcome
  const counts = faults.map((fault) => [fault, String(verdict.found[fault].length), verdict.found[fault].slice(0, 5).join(', ')])
  const points = [...crashPoints, 'elsewhere' as const].map((point) => [point, String(hits[point])])
  return `## ${nameOf(mode)}

${outcome.inbound.toLocaleString('en')} messages came in, ${outcome.duplicates.toLocaleString('en')} of them once more; ${outcome.replies.toLocaleString('en')} answers, of which the platform has ${outcome.delivered.toLocaleString('en')}. ${outcome.flushes > 0 ? `Redis was emptied ${outcome.flushes} times. ` : ''}
Ready again after a kill in ${median(outcome.restartsMs).toFixed(0)} ms (median; longest ${Math.max(0, ...outcome.restartsMs).toFixed(0)} ms); nothing waited any more ${(outcome.healedMs / 1000).toFixed(1)} s after the load ended. In all ${outcome.seconds.toFixed(0)} s.
In doubt, and shown as such: ${verdict.inDoubt}, of which the platform has ${verdict.doubledInDoubt} twice.

${table(['must be 0', 'found', 'the first of them'], counts)}

${table(['killed at', 'times'], points)}
`
}

function nameOf(mode: Mode): string {
  return mode === 'embedded' ? 'Embedded, one process' : 'Server mode, a web and a worker process'
}
