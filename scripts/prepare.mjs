// Runs before `npm start`, `npm test` and their like: installs what the lockfile asks for and builds what has changed, so that each of
// them works straight after a clone and after a pull. Plain Node, since nothing may be installed yet. Compares contents, not dates:
// git sets dates as it likes. Tells its progress on stderr, which leaves stdout to the command that follows.
//
// node scripts/prepare.mjs [part …]     parts: server, inbox, widget; all of them when none is named
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { acquireLock } from './prepare-lock.mjs'

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const INSTALL_STAMP = 'node_modules/.hubbub-lock'

/** @typedef {{ needs: string, makes: string, sources: string[], without: string[], command: string[] }} Part */

/** @type {Record<string, Part>} */
const PARTS = {
  server: {
    needs: 'src/main.ts',
    makes: 'dist/server/main.js',
    sources: ['core', 'adapters', 'db', 'src', 'workers', 'tsdown.config.ts', 'package-lock.json'],
    without: [],
    command: ['node_modules/tsdown/dist/run.mjs', '--log-level', 'error'],
  },
  inbox: {
    needs: 'web/inbox/index.html',
    makes: 'dist/web/inbox/index.html',
    sources: ['core', 'web', 'vite.inbox.config.ts', 'package-lock.json'],
    without: ['web/widget', 'web/pages'],
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'vite.inbox.config.ts'],
  },
  widget: {
    needs: 'web/widget/frame/main.tsx',
    makes: 'dist/web/widget/.vite/manifest.json',
    sources: ['core', 'web', 'vite.widget.config.ts', 'package-lock.json'],
    without: ['web/inbox'],
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'vite.widget.config.ts'],
  },
}

requireNode(20, 19)
process.chdir(ROOT)
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in PARTS))
if (unknown.length > 0) fail(`no such part: ${unknown.join(', ')} (there are ${Object.keys(PARTS).join(', ')})`)

if (findWork().length > 0 || !isInstalled()) {
  // Two commands at once (a start beside a test) must not install and build over each other; the second finds the work done.
  const release = await acquireLock(path.join(ROOT, '.cache/prepare.lock'), () =>
    say('another command is preparing; waiting for it'),
  )
  try {
    await install()
    await Promise.all(findWork().map(({ name, part, hash }) => build(name, part, hash)))
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  } finally {
    release()
  }
}

/** The parts whose sources are not those of the last successful build. */
function findWork() {
  return Object.entries(PARTS).flatMap(([name, part]) => {
    if (wanted.length > 0 && !wanted.includes(name)) return []
    if (!existsSync(part.needs)) {
      say(`${name}: skipped, there is no ${part.needs} yet`)
      return []
    }
    const hash = hashOf(part)
    return read(stampOf(name)) === hash && existsSync(part.makes) ? [] : [{ name, part, hash }]
  })
}

function isInstalled() {
  return read(INSTALL_STAMP) === lockHash()
}

async function install() {
  if (isInstalled()) return
  if (!installedByHand()) {
    say('installing dependencies (npm ci) …')
    // Building needs the development tools, whatever NODE_ENV says.
    await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], process.platform === 'win32')
  }
  writeFileSync(INSTALL_STAMP, lockHash())
}

/** Whether npm itself noted, at the end of an installation, exactly the packages that the lockfile asks for on this platform. */
function installedByHand() {
  const noted = read('node_modules/.package-lock.json')
  if (noted === null) return false
  const installed = JSON.parse(noted).packages
  const asked = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages
  const right = (/** @type {string} */ key) => installed[key]?.version === asked[key].version
  return Object.keys(asked).every((key) => key === '' || right(key) || (asked[key].optional === true && !(key in installed)))
}

/** @param {string} name @param {Part} part @param {string} hash */
async function build(name, part, hash) {
  const startedAt = Date.now()
  say(`building ${name} …`)
  rmSync(stampOf(name), { force: true })
  await run(process.execPath, part.command, false).catch((error) => {
    throw new Error(`building ${name} failed: ${error.message}`)
  })
  mkdirSync('dist', { recursive: true })
  writeFileSync(stampOf(name), hash)
  say(`built ${name} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
}

/** @param {string} command @param {string[]} args @param {boolean} shell @returns {Promise<void>} */
function run(command, args, shell) {
  return new Promise((resolve, reject) => {
    // The child's stdout goes to our stderr, for the same reason as our own lines.
    const child = spawn(command, args, { stdio: ['ignore', 2, 2], shell, env: { ...process.env, NODE_ENV: 'production' } })
    child.on('error', reject)
    child.on('exit', (code, signal) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${signal ?? code}`))))
  })
}

/** @param {Part} part @returns {string} */
function hashOf(part) {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0] ?? '')
  for (const source of part.sources) addTo(hash, source, part.without)
  return hash.digest('hex')
}

/** @param {import('node:crypto').Hash} hash @param {string} entry @param {string[]} without */
function addTo(hash, entry, without) {
  if (without.includes(entry) || !existsSync(entry)) return
  const children = childrenOf(entry)
  if (children === null) hash.update(`${entry}\0`).update(readFileSync(entry))
  else for (const child of children) addTo(hash, `${entry}/${child}`, without)
}

/** The names in a folder, in an order that is the same everywhere; null for a file. @param {string} entry @returns {string[] | null} */
function childrenOf(entry) {
  try {
    return readdirSync(entry).sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return null
    throw error
  }
}

/** @param {string} name @returns {string} */
function stampOf(name) {
  return `dist/.${name}.hash`
}

function lockHash() {
  return createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')
}

/** @param {string} file @returns {string | null} */
function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

/** @param {number} major @param {number} minor */
function requireNode(major, minor) {
  const [hasMajor = 0, hasMinor = 0] = process.versions.node.split('.').map(Number)
  if (hasMajor > major || (hasMajor === major && hasMinor >= minor)) return
  fail(`Hubbub needs Node.js ${major}.${minor} or later; this is ${process.versions.node} (${process.execPath}).`)
}

/** @param {string} text */
function say(text) {
  process.stderr.write(`hubbub: ${text}\n`)
}

/** @param {string} text @returns {never} */
function fail(text) {
  say(text)
  process.exit(1)
}
