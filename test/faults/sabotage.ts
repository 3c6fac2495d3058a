import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../bench/support/children.ts'

/** Bugs that a hub could have, put into a copy of the built program: a campaign with one of them must end badly, or the checker sees nothing. */
export const bugs = ['skip-dedup', 'ack-before-commit', 'claim-early', 'sweep-without-guard'] as const
export type Bug = (typeof bugs)[number]

type Change = readonly [from: RegExp, to: string]

const changes: { readonly [B in Bug]: readonly Change[] } = {
  // Each delivery of an event counts as a new one, and the database is not asked.
  'skip-dedup': [
    [/external_id: item\.event\.eventId(?=,\s*id:)/, 'external_id: item.event.eventId + crypto.randomUUID()'],
    [/fresh\.has\(journalKey\([\s\S]*?\)\)\)/, 'true)'],
    [/external_id: event\.messageId/, 'external_id: null'],
  ],
  // The platform hears 200 while the batch still waits for its turn.
  'ack-before-commit': [
    [/await deps\.ingest\.receive\(/, 'void ((request) => setTimeout(() => deps.ingest.receive(request).catch(() => {}), 200))('],
  ],
  // The next message of a chat is taken while the one before is under way.
  'claim-early': [[/and not exists \(\s*select 1 from messages e[\s\S]*?e\.seq < m\.seq\)\)\)/, 'and random() < 0.5']],
  // What was under way when the program died is simply sent again.
  'sweep-without-guard': [[/if \(message\.automatic \|\|/, 'if (true ||']],
}

/** Returns the path of the copy's main file. @throws where the program no longer has the place that the bug belongs in */
export function sabotage(bug: Bug): string {
  // Beside the real one, so that its packages are found.
  const copy = mkdtempSync(path.join(projectRoot, 'dist', `bug-${bug}-`))
  cpSync(path.join(projectRoot, 'dist/server'), copy, { recursive: true })
  const files = readdirSync(copy).filter((name) => name.endsWith('.js'))
  for (const [from, to] of changes[bug]) {
    const changed = files.filter((name) => replaceAll(path.join(copy, name), new RegExp(from.source, 'g'), to))
    if (changed.length === 0) throw new Error(`the bug ${bug} has no place any more: ${from.source}`)
  }
  return path.join(copy, 'main.js')
}

/** Whether there was anything to change. */
function replaceAll(file: string, from: RegExp, to: string): boolean {
  const before = readFileSync(file, 'utf8')
  const after = before.replace(from, to)
  if (after !== before) writeFileSync(file, after)
  return after !== before
}
