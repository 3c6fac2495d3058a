// Holds docs/requirements.md to the tests: every test that it names must be there, and every requirement must have its one row.
// A test is named as `test/folder/file.test.ts`: its title, several are separated by <br>.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const PROJECT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
/** How many rows of each kind there are: the four sources, the binding decisions (B), the goals. */
const NUMBERED = {
  T: 14,
  D: 25,
  S: 19,
  J: 11,
  B: 26,
  CH: 11,
  IN: 12,
  PC: 6,
  DI: 10,
  AC: 4,
  WI: 12,
  PP: 4,
  PM: 5,
  IC: 2,
  TK: 2,
  BA: 4,
  RP: 2,
  OP: 5,
}
const NONE = 'not yet'

/**
 * Tells each reason to fail; an empty list is a pass.
 * @param {string} markdown
 * @param {(file: string) => string | null} read the text of a file; null where there is none
 * @returns {{ rows: number, tests: number, failures: string[] }}
 */
export function checkRequirements(markdown, read) {
  const rows = markdown.split('\n').flatMap(parseRow)
  /** @type {string[]} */
  const failures = []
  const ids = rows.map(({ id }) => id)
  failures.push(...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} has two rows`))
  for (const [letter, count] of Object.entries(NUMBERED)) {
    const wanted = Array.from({ length: count }, (_, index) => `${letter}${index + 1}`)
    failures.push(...wanted.filter((id) => !ids.includes(id)).map((id) => `${id} has no row`))
  }
  let tests = 0
  for (const { id, named } of rows) {
    if (named === NONE) continue
    for (const entry of named.split('<br>')) {
      const [, file, title] = /^`(test\/[^`]+)`: (.+)$/.exec(entry.trim()) ?? []
      if (file === undefined || title === undefined) {
        failures.push(`${id}: "${entry.trim()}" is neither "${NONE}" nor \`test/file\`: title`)
        continue
      }
      tests += 1
      const source = read(file)
      if (source === null) failures.push(`${id}: there is no ${file}`)
      else if (!hasTitle(source, title)) failures.push(`${id}: ${file} has no test '${title}'`)
    }
  }
  if (tests === 0) failures.push('no test was named, so nothing was checked')
  return { rows: rows.length, tests, failures }
}

/** Cells of `| id | in short | test | screen | state |`; lines that are no such row give nothing. @param {string} line */
function parseRow(line) {
  const cells = line.split('|').map((cell) => cell.trim())
  const [, id = '', , named = ''] = cells
  return cells.length === 7 && /^[A-Z]{1,2}\d+$/.test(id) ? [{ id, named }] : []
}

/** The title as a whole string of the file, in whichever quotes. @param {string} source @param {string} title */
function hasTitle(source, title) {
  return ["'", '"', '`'].some((quote) => source.includes(`${quote}${title}${quote}`))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const readOrNull = (/** @type {string} */ file) => {
    const full = path.join(PROJECT, file)
    return existsSync(full) ? readFileSync(full, 'utf8') : null
  }
  const { rows, tests, failures } = checkRequirements(readOrNull('docs/requirements.md') ?? '', readOrNull)
  for (const failure of failures) console.error(failure)
  console.log(`requirements: ${rows} rows, ${tests} tests named, ${failures.length} wrong`)
  process.exitCode = failures.length === 0 ? 0 : 1
}
