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
  failures.push(...folderCycles(own))
  for (const room of rooms) {
    const seen = own.some((module) => module.source.startsWith(`${room}/`) && /\.[cm]?[jt]sx?$/.test(module.source))
    if (!seen) failures.push({ rule: 'no-modules', message: `${room}/ holds code, but none of it was checked` })
  }
  return { modules: own.length, failures }
}

/** The composition roots lie at the top of these and see everything; what they see is no cycle. */
const ROOT_FOLDERS = new Set(['src', 'workers', 'web/inbox', 'web/widget/frame'])

/**
 * Folders that need each other can't be read, tested or replaced one at a time. dependency-cruiser knows such a rule, but counts the roots in.
 * @param {readonly { source: string, dependencies: readonly { resolved: string }[] }[]} modules
 * @returns {{ rule: string, message: string }[]}
 */
function folderCycles(modules) {
  /** @type {Map<string, Set<string>>} */
  const needs = new Map()
  for (const { source, dependencies } of modules) {
    const from = path.dirname(source)
    if (from.startsWith('test') || ROOT_FOLDERS.has(from)) continue
    const targets = needs.get(from) ?? new Set()
    for (const { resolved } of dependencies) {
      const to = path.dirname(resolved)
      if (to !== from && !ROOT_FOLDERS.has(to) && ROOMS.some((room) => to === room || to.startsWith(`${room}/`))) targets.add(to)
    }
    needs.set(from, targets)
  }
  /** @param {string} from @param {string} to @param {Set<string>} seen @returns {boolean} */
  const reaches = (from, to, seen = new Set()) =>
    [...(needs.get(from) ?? [])].some((next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))))
  return [...needs].flatMap(([from, targets]) =>
    [...targets].filter((to) => reaches(to, from)).map((to) => ({ rule: 'no-folder-cycles', message: `${from} → ${to}` })),
  )
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
