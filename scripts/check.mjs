// `npm run check`: everything that can be known without running the hub, two things at a time. Prints what failed and how.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..'))

const bin = (/** @type {string} */ name) => path.join('node_modules/.bin', name)
/** @type {[string, string[]][]} what runs longest comes first */
const CHECKS = [
  ...['.', 'web/inbox', 'web/widget', 'test/e2e']
    .filter(holdsCode)
    .map(
      (project) =>
        /** @type {[string, string[]]} */ ([
          `types ${project}`,
          [bin('tsc'), '-p', project, '--pretty', String(process.stdout.isTTY === true)],
        ]),
    ),
  ['knip', [bin('knip'), '--no-progress']],
  ['biome', [bin('biome'), 'ci', '--error-on-warnings', '.']],
  ['layers', [process.execPath, 'scripts/check-layers.mjs']],
  ['sizes', [process.execPath, 'scripts/check-size.mjs']],
  ['requirements', [process.execPath, 'scripts/check-requirements.mjs']],
  ['lockfile', [process.execPath, 'scripts/complete-lockfile.mjs', '--check']],
]

const queue = [...CHECKS]
/** @type {string[]} */
const failed = []
await Promise.all(Array.from({ length: Math.min(4, Math.max(2, availableParallelism())) }, worker))
if (failed.length > 0) console.error(`\nfailed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1

async function worker() {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) await check(...next)
}

/** @param {string} name @param {string[]} command */
async function check(name, [program = '', ...args]) {
  const startedAt = Date.now()
  const { code, output } = await run(program, args)
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (code !== 0) failed.push(name)
  if (code !== 0 || ['layers', 'sizes'].includes(name)) console.log(output.trim().replace(/^/gm, '       '))
}

/** @param {string} program @param {string[]} args @returns {Promise<{ code: number, output: string }>} */
function run(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => resolve({ code: 1, output: error.message }))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** A project without a single file is an error to the compiler and none to us. @param {string} folder @returns {boolean} */
function holdsCode(folder) {
  if (folder === '.') return true
  return existsSync(folder) && readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => /\.tsx?$/.test(name))
}
