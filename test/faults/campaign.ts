import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { z } from 'zod'
import { type Backends, type Mode, startBackends } from '../../bench/support/backends.ts'
import { endOf } from '../../bench/support/children.ts'
import { freePort } from '../../bench/support/free-port.ts'
import { type Api, type HubProcess, setUp, startHub } from '../../bench/support/hub-process.ts'
import { createRandom } from '../../bench/support/random.ts'
import { connectDatabase, type Sql } from '../../db/client.ts'
import { type CrashPoint, crashPoints } from '../../src/deps.ts'
import { startTelegramServer } from '../support/telegram-server.ts'
import { check, type Verdict } from './checker.ts'
import { findStuck, gather } from './evidence.ts'
import { createGenerator } from './generator.ts'

export type Campaign = Readonly<{
  mode: Mode
  kills: number
  messages: number
  chats: number
  seed: number
  duplicateShare: number
  program?: string
}>
export type Outcome = Readonly<{
  verdict: Verdict
  /** How often each point ended the program; `elsewhere`: it was not reached in time and the program was killed where it was. */
  hits: Readonly<Record<CrashPoint | 'elsewhere', number>>
  inbound: number
  duplicates: number
  replies: number
  delivered: number
  restartsMs: readonly number[]
  healedMs: number
  flushes: number
  seconds: number
}>

const dialoguePage = z.object({ items: z.array(z.object({ id: z.string() })) })

/** After this long without a fault nothing may wait any more. A lease ends after half of it. */
const healMs = 60_000
const reachMs = 20_000
/** Which process comes by there, when web and worker are apart. */
const webPoints: readonly CrashPoint[] = ['ingest.verified', 'ingest.inserted', 'ingest.committed', 'ingest.answered']

/** The program ends at one of the first so many times that it comes by. */
const timesOf = (point: CrashPoint): number => (point.startsWith('ingest.') ? 40 : point.startsWith('deliver.') ? 8 : 1)

export async function runCampaign(campaign: Campaign, say: (line: string) => void): Promise<Outcome> {
  const random = createRandom(campaign.seed)
  const startedAt = performance.now()
  const backends = await startBackends(campaign.mode)
  const telegram = await startTelegramServer()
  const fleet = await createFleet(campaign, backends, telegram.url)
  let sql: Sql | null = null
  const closers: (() => Promise<void>)[] = []
  try {
    const { call } = await setUp(await fleet.startAll(null), {
      botToken: telegram.token,
      capacity: 1000,
      distribution: 'least_loaded',
    })
    await call('PUT', '/settings/auto-close', { idleSeconds: 60, keepWhileCustomerWaits: false, reopenSeconds: 3600 })
    // The embedded database is started anew with each hub, on the same port as a rule.
    const connect = (): Sql => {
      const database = connectDatabase(backends.databaseUrl(), { max: 2, applicationName: 'faults' })
      closers.push(database.close)
      return database.sql
    }
    sql = connect()
    await sql`update managers set capacity = 1000000`
    const generator = createGenerator({
      telegram,
      call: () => call,
      openDialogue: () => pickDialogue(call, random),
      chats: campaign.chats,
      messages: campaign.messages,
      progress: () => progress,
      duplicateShare: campaign.duplicateShare,
      random,
    })
    let done = false
    let progress = 0
    const running = generator.run(() => done, 12, 3)
    const kills = await killAll({
      campaign,
      fleet,
      random,
      backends,
      say,
      onKill: (killed) => {
        progress = killed / campaign.kills
      },
    })
    done = true
    await fleet.startAll(null)
    say('all kills done; the rest of the load, then healing')
    await running
    for (const [reason, count] of generator.refusals()) say(`${count} times an answer was not taken at once: ${reason}`)
    sql = connect()
    const healingFrom = performance.now()
    while ((await findStuck(sql)).length > 0 && performance.now() - healingFrom < healMs) await wait(500)
    const healedMs = performance.now() - healingFrom
    const evidence = await gather(sql, telegram, { inbound: generator.inbound(), replies: generator.replies() })
    return {
      ...kills,
      verdict: check(evidence),
      inbound: evidence.inbound.length,
      duplicates: generator.duplicates(),
      replies: evidence.outbound.length,
      delivered: evidence.delivered.length,
      healedMs,
      seconds: (performance.now() - startedAt) / 1000,
    }
  } finally {
    await Promise.allSettled(closers.map((close) => close()))
    await fleet.stop()
    await telegram.close()
    await backends.stop()
  }
}

type Fleet = Awaited<ReturnType<typeof createFleet>>

async function killAll(args: {
  readonly campaign: Campaign
  readonly fleet: Fleet
  readonly random: () => number
  readonly backends: Backends
  readonly say: (line: string) => void
  readonly onKill: (killed: number) => void
}) {
  const { campaign, fleet, random, backends } = args
  const hits: Record<CrashPoint | 'elsewhere', number> = { ...emptyHits() }
  const restartsMs: number[] = []
  let flushes = 0
  for (let kill = 0; kill < campaign.kills; kill += 1) {
    // All points in turn, from another one with each seed, so that few kills do not always miss the same ones.
    const point = crashPoints[(kill + campaign.seed) % crashPoints.length] ?? 'shutdown'
    const count = 1 + Math.floor(random() * timesOf(point))
    const before = performance.now()
    await fleet.startAll({ point, count })
    restartsMs.push(performance.now() - before)
    if (backends.redisUrl !== null && kill % 10 === 5) {
      await flushRedis(backends.redisUrl)
      flushes += 1
    }
    const isHit = await fleet.waitForDeath(point)
    hits[isHit ? point : 'elsewhere'] += 1
    args.onKill(kill + 1)
    args.say(`kill ${kill + 1} of ${campaign.kills}: ${isHit ? point : `${point} was not reached, killed elsewhere`}`)
  }
  return { hits, restartsMs, flushes }
}

function emptyHits(): Record<CrashPoint | 'elsewhere', number> {
  const hits: Partial<Record<CrashPoint | 'elsewhere', number>> = { elsewhere: 0 }
  for (const point of crashPoints) hits[point] = 0
  return complete(hits)
}

/** Each point was set just now. */
function complete(hits: Partial<Record<CrashPoint | 'elsewhere', number>>): Record<CrashPoint | 'elsewhere', number> {
  return hits as Record<CrashPoint | 'elsewhere', number>
}

/** The hub's processes: one in the embedded mode, web and worker in server mode. Who has died is started again; who lives goes on. */
async function createFleet(campaign: Campaign, backends: Backends, apiRoot: string) {
  const roles = campaign.mode === 'embedded' ? (['all'] as const) : (['worker', 'web'] as const)
  const webPort = await freePort()
  const workerPort = await freePort()
  const alive = new Map<string, HubProcess>()
  const roleOf = (point: CrashPoint): string => (roles.length === 1 ? 'all' : webPoints.includes(point) ? 'web' : 'worker')

  return {
    startAll: async (crash: { readonly point: CrashPoint; readonly count: number } | null): Promise<HubProcess> => {
      for (const role of roles) {
        const target = crash !== null && roleOf(crash.point) === role
        const old = alive.get(role)
        const lives = old !== undefined && old.child.exitCode === null && old.child.signalCode === null
        if (lives && !target) continue
        // The crash point is read at the start.
        if (lives) await endOf(old.child, 'SIGTERM')
        const env = {
          ...backends.env,
          ROLE: role,
          TELEGRAM_API_ROOT: apiRoot,
          LOG_LEVEL: 'warn',
          ...(target && { CRASH_AT: `${crash.point}:${crash.count}` }),
        }
        const port = role === 'worker' ? workerPort : webPort
        const program = campaign.program === undefined ? {} : { program: campaign.program }
        alive.set(
          role,
          await startHub({ port, publicUrl: `http://127.0.0.1:${webPort}`, env, nodeArguments: [], quiet: true, ...program }),
        )
      }
      // The set-up link that counts is the one of the last to start.
      const last = alive.get(roles.at(-1) ?? 'all')
      if (!last) throw new Error('no hub')
      return last
    },
    /** Whether it died at the point; if not in time, it is killed where it is. */
    waitForDeath: async (point: CrashPoint): Promise<boolean> => {
      const child = alive.get(roleOf(point))?.child
      if (!child) throw new Error('no hub')
      if (point === 'shutdown') {
        await wait(1000)
        child.kill('SIGTERM')
      }
      const until = performance.now() + reachMs
      while (child.exitCode === null && child.signalCode === null && performance.now() < until) await wait(20)
      if (child.signalCode === 'SIGKILL') return true
      await endOf(child, 'SIGKILL')
      return false
    },
    stop: async () => {
      for (const one of alive.values()) await endOf(one.child, 'SIGTERM')
    },
  }
}

/** One of those that wrote lately. */
async function pickDialogue(call: Api, random: () => number): Promise<string | null> {
  const page = dialoguePage.parse(await call('GET', '/dialogues?status=open&limit=50'))
  return page.items[Math.floor(random() * page.items.length)]?.id ?? null
}

async function flushRedis(url: string): Promise<void> {
  const redis = new Redis(url)
  await redis.flushall()
  redis.disconnect()
}
