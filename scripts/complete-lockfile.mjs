// Keeps package-lock.json complete for every platform. A registry mirror may lack packages that are built for other platforms; `npm
// install` then leaves them out of the lock, and `npm ci` refuses such a lock here and breaks on the platforms that need them.
// Run it after every `npm install`. With --check it only reports, and fails when an entry is missing.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const PLATFORMS = ['darwin', 'win32', 'linux', 'android', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'aix', 'openharmony']
// The longer name first: 'arm' is part of 'arm64'.
const PROCESSORS = ['arm64', 'x64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32']

/** @typedef {{ version?: string, dev?: boolean, optional?: boolean, optionalDependencies?: Record<string, string>, os?: string[], cpu?: string[], libc?: string[] }} LockEntry */

/**
 * The entries that optional dependencies ask for and the lock does not have, by their path in the lock.
 * @param {Record<string, LockEntry>} packages
 * @returns {Record<string, LockEntry>}
 */
export function missingEntries(packages) {
  const known = new Set(Object.keys(packages).map((key) => key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length)))
  /** @type {Record<string, LockEntry>} */
  const missing = {}
  for (const entry of Object.values(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (known.has(name)) continue
      const os = platformOf(name)
      missing[`node_modules/${name}`] = {
        version: range.replace(/^[\^~]/, ''),
        ...(entry.dev && { dev: true }),
        optional: true,
        os: [os],
        cpu: [PROCESSORS.find((processor) => name.includes(processor)) ?? 'none'],
        ...(os === 'linux' && { libc: [name.includes('musl') ? 'musl' : 'glibc'] }),
      }
    }
  }
  return missing
}

/** 'none' matches no platform, so npm never tries to install what we can't place. @param {string} name @returns {string} */
function platformOf(name) {
  if (name.includes('musl')) return 'linux'
  if (/(^|[-/])windows-/.test(name)) return 'win32'
  return PLATFORMS.find((platform) => name.includes(platform)) ?? 'none'
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = path.join(process.cwd(), 'package-lock.json')
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const missing = missingEntries(lock.packages)
  const names = Object.keys(missing).map((key) => key.replace('node_modules/', ''))
  if (process.argv.includes('--check')) {
    if (names.length > 0) {
      console.error(
        `package-lock.json lacks ${names.length} packages of other platforms; run: node scripts/complete-lockfile.mjs`,
      )
      console.error(`  ${names.slice(0, 8).join(', ')}${names.length > 8 ? ' …' : ''}`)
      process.exitCode = 1
    }
  } else {
    const { '': root, ...rest } = { ...lock.packages, ...missing }
    const sorted = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))
    lock.packages = { '': root, ...Object.fromEntries(sorted) }
    if (names.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
    console.log(`package-lock.json: ${names.length} entries added`)
  }
}
