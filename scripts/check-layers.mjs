// The layer check: dependency-cruiser over the whole tree with the rules of .dependency-cruiser.cjs.
// It also fails when it has seen nothing: with a TypeScript it can't load, dependency-cruiser checks 0 modules and calls that a pass.
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { cruise } from 'dependency-cruiser'

const ROOMS = ['core', 'adapters', 'db', 'src', 'workers', 'web', 'test', 'bench']
const PROJECT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/**
 * Checks the tree under `root` and tells each reason to fail; an empty list of failures is a pass.
 * @param {string} root
 * @returns {Promise<{ modules: number, failures: { rule: string, message: string }[] }>}
 */
export async function checkLayers(root) {
  const rooms = ROOMS.filter((room) => holdsCode(path.join(root, room)))
  if (rooms.length === 0) return { modules: 0, failures: [{ rule: 'no-modules', message: `no code found under ${root}` }] }

  const { forbidden, options } = createRequire(import.meta.url)('../.dependency-cruiser.cjs')
  const result = await cruise(rooms, { ...options, baseDir: root, validate: true, ruleSet: { forbidden } })
  if (typeof result.output === 'string') throw new Error('dependency-cruiser answered with text where a result was expected')
  const { modules, summary } = result.output

  const own = modules.filter((module) => ROOMS.some((room) => module.source.startsWith(`${room}/`)))
  const failures = summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, message: `${from} → ${to}` }))
  for (const room of rooms) {
    const seen = own.some((module) => module.source.startsWith(`${room}/`) && /\.[cm]?[jt]sx?$/.test(module.source))
    if (!seen) failures.push({ rule: 'no-modules', message: `${room}/ holds code, but none of it was checked` })
  }
  return { modules: own.length, failures }
}

/** @param {string} folder @returns {boolean} */
function holdsCode(folder) {
  if (!existsSync(folder)) return false
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some(
    (name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { modules, failures } = await checkLayers(path.resolve(process.argv[2] ?? PROJECT))
  for (const { rule, message } of failures) console.error(`${rule}: ${message}`)
  console.log(`layers: ${modules} modules, ${failures.length} wrong imports`)
  process.exitCode = failures.length === 0 ? 0 : 1
}
