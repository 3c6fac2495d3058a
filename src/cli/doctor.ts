import { existsSync } from 'node:fs'
import { access, constants, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { hasAccounts } from '../../db/queries/accounts.ts'
import { serverVersion } from '../../db/queries/health.ts'
import { findSealed } from '../../db/queries/sealed.ts'
import { databaseVersion, programVersion } from '../../db/schema-version.ts'
import type { Config } from '../config.ts'
import { secretContext } from '../services/channels/open-channels.ts'
import { type CliDeps, withHub } from './context.ts'

type Finding = Readonly<{ name: string; status: 'ok' | 'warning' | 'problem'; detail: string }>

const minFreeBytes = 1_000_000_000

/** Looks at everything the hub stands on, one thing after the other; a thing that is broken does not end the visit. */
export async function doctor(config: Config): Promise<{ readonly ok: boolean; readonly checks: readonly Finding[] }> {
  const checks = [
    await check('data directory', () => checkDataDir(config.dataDir)),
    await check('pages', async () => checkPages()),
    await check('address', async () => checkAddress(config)),
    await check('mail', async () =>
      config.smtpUrl === null ? warning('not configured: invitations and password links are shown to copy') : ok('configured'),
    ),
    await check('redis', () => checkRedis(config.redisUrl)),
    ...(await checkDatabase(config)),
  ]
  return { ok: checks.every(({ status }) => status !== 'problem'), checks }
}

type Answer = Omit<Finding, 'name'>
const ok = (detail: string): Answer => ({ status: 'ok', detail })
const warning = (detail: string): Answer => ({ status: 'warning', detail })
const problem = (detail: string): Answer => ({ status: 'problem', detail })

async function check(name: string, look: () => Promise<Answer>): Promise<Finding> {
  try {
    return { name, ...(await look()) }
  } catch (error) {
    return { name, ...problem(error instanceof Error ? error.message : 'unknown') }
  }
}

async function checkDataDir(dir: string): Promise<Answer> {
  if (!existsSync(dir)) return warning(`${dir} is not there yet: the first start makes it`)
  await access(dir, constants.R_OK | constants.W_OK)
  const { bavail, bsize } = await statfs(dir)
  const free = `${Math.round((bavail * bsize) / 1e9)} GB free`
  return bavail * bsize < minFreeBytes ? warning(`${dir}: ${free}`) : ok(`${dir}: ${free}`)
}

function checkPages(): Answer {
  return existsSync(join('dist', 'web', 'inbox', 'index.html')) ? ok('built') : warning('not built: npm run build')
}

function checkAddress({ publicUrl, port }: Config): Answer {
  if (publicUrl === null) return ok(`http://localhost:${port}, for this machine only: platforms are polled, not called back`)
  return publicUrl.startsWith('https://')
    ? ok(publicUrl)
    : warning(`${publicUrl} is not encrypted, and platforms call back by https only`)
}

async function checkRedis(url: string | null): Promise<Answer> {
  if (url === null) return ok('not used: one process, jobs in PostgreSQL')
  const { Redis } = await import('ioredis')
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: 3000, maxRetriesPerRequest: 0, retryStrategy: () => null })
  redis.on('error', () => {})
  try {
    await redis.connect()
    const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown'
    return Number.parseInt(version, 10) < 7 ? problem(`version ${version}; the hub needs 7 or later`) : ok(`version ${version}`)
  } finally {
    redis.disconnect()
  }
}

async function checkDatabase(config: Config): Promise<Finding[]> {
  try {
    return await withHub(config, { anyVersion: true }, async (deps) => [
      await check('database', () => checkServer(deps)),
      await check('schema', () => checkSchema(deps)),
      await check('secret', () => checkSecret(deps)),
      await check('accounts', async () =>
        (await hasAccounts(deps.sql)) ? ok('set up') : warning('none yet: start the hub and open the link that it prints'),
      ),
    ])
  } catch (error) {
    return [{ name: 'database', ...problem(error instanceof Error ? error.message : 'unknown') }]
  }
}

async function checkServer({ sql, database }: CliDeps): Promise<Answer> {
  const version = await serverVersion(sql)
  const words = {
    attached: 'embedded, the hub is running',
    started: 'embedded, the hub is not running',
    server: 'on a server',
  } as const
  const detail = `PostgreSQL ${Math.floor(version / 10_000)}.${version % 10_000}, ${words[database]}`
  return version < 150_000 ? problem(`${detail}; the hub needs 15 or later`) : ok(detail)
}

async function checkSchema({ sql }: CliDeps): Promise<Answer> {
  const [theirs, ours] = [await databaseVersion(sql), programVersion()]
  if (theirs?.at === ours.at) return ok(ours.name)
  return problem(`the database has ${theirs?.name ?? 'none'}, this program ${ours.name}: npm run hub -- migrate`)
}

async function checkSecret({ sql, secrets }: CliDeps): Promise<Answer> {
  const channel = await findSealed(sql)
  const [field, sealed] = Object.entries(channel?.secrets ?? {})[0] ?? []
  if (!channel || field === undefined || sealed === undefined) return ok('nothing is sealed yet')
  secrets.open(sealed, secretContext(channel.id, field))
  return ok('opens what is stored')
}
