import { Registry } from 'prom-client'
import type { EndpointKey } from '../../core/api/index.ts'
import type { BusMessage, Mail } from '../../core/ports.ts'
import { connectDatabase, type Sql } from '../../db/client.ts'
import * as tables from '../../db/schema/index.ts'
import { type Config, parseConfig } from '../../src/config.ts'
import { createApp } from '../../src/http/app.ts'
import type { App, HttpDeps, Parts } from '../../src/http/parts.ts'
import { createAuth } from '../../src/infra/auth.ts'
import { createMemoryBus } from '../../src/infra/bus.ts'
import { createSettingsCache } from '../../src/services/settings/account-settings.ts'
import { createTestDatabase } from './database.ts'
import { quietLog } from './quiet-log.ts'

type SentMail = Parameters<Mail['send']>[0]

export type AccessHub = Readonly<{
  app: App
  deps: HttpDeps
  sql: Sql
  mails: SentMail[]
  busMessages: BusMessage[]
  nudges: string[]
  clock: { offsetMs: number }
  stop: () => Promise<void>
}>

type Options = Readonly<{
  env?: Readonly<Record<string, string>>
  mail?: boolean
  parts?: Partial<Parts>
  deps?: Partial<HttpDeps>
}>

/** The API of access on a real database, with what it does not need left out. */
export async function startAccessHub(options: Options = {}): Promise<AccessHub> {
  const database = await createTestDatabase()
  const { db, sql, close } = connectDatabase(database.url, { max: 5, applicationName: 'test' })
  const config: Config = parseConfig({ SIGN_UP: 'open', PUBLIC_URL: 'https://hub.example', ...options.env })
  const mails: SentMail[] = []
  const busMessages: BusMessage[] = []
  const nudges: string[] = []
  const clock = { offsetMs: 0 }
  const bus = createMemoryBus(quietLog)
  bus.subscribe((message) => busMessages.push(message))
  const needed = {
    config,
    clock: { now: () => new Date(Date.now() + clock.offsetMs) },
    log: quietLog,
    db,
    sql,
    bus,
    queue: { nudge: (name: string) => void nudges.push(name) },
    mail: { configured: options.mail ?? false, send: async (mail: SentMail) => void mails.push(mail) },
    settings: createSettingsCache(db),
    signIn: createAuth({
      db,
      tables: { user: tables.users, session: tables.sessions, account: tables.credentials, verification: tables.verifications },
      secret: 'a secret for tests, long enough to be one',
      publicUrl: config.publicUrl,
      log: quietLog,
    }),
    ...options.deps,
  }
  const deps = onlyThese(needed)
  const app = createApp(deps, {
    api: [],
    app: [],
    resolveVisitor: async () => null,
    isStarted: () => true,
    metrics: new Registry(),
    version: '0.0.0-test',
    webDir: '/nowhere',
    maxUploadBytes: 5_000_000,
    ...options.parts,
  })
  const stop = async () => {
    await close()
    await database.drop()
  }
  return { app, deps, sql, mails, busMessages, nudges, clock, stop }
}

/** Whatever else a service reaches for, it should not: it throws. */
function onlyThese(given: Partial<HttpDeps>): HttpDeps {
  return new Proxy(given, {
    get: (target, name) => {
      if (name in target) return Reflect.get(target, name)
      throw new Error(`This test has no deps.${String(name)}.`)
    },
  }) as HttpDeps
}

export type Call = Readonly<{
  body?: unknown
  cookie?: string | undefined
  key?: string | undefined
  ip?: string
  headers?: Readonly<Record<string, string>>
}>

/** One request as a browser of our own pages, or a program, sends it. `ip` is the peer's address. */
export async function call(
  app: App,
  request: `${string} /${string}`,
  { body, cookie, key, ip = '203.0.113.7', headers }: Call = {},
): Promise<Response> {
  const [method = '', path = ''] = request.split(' ')
  return await app.request(
    path,
    {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(cookie !== undefined && { cookie }),
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    },
    { incoming: { socket: { remoteAddress: ip } } },
  )
}

export const api = <K extends EndpointKey>(
  app: App,
  key: K,
  given: Call & { readonly params?: Readonly<Record<string, string>> } = {},
) => {
  const [method = '', path = ''] = key.split(' ')
  return call(app, `${method} /api/v1${path.replace(/\{(\w+)\}/g, (_, name: string) => given.params?.[name] ?? '')}`, given)
}

/** `name=value` of what an answer sets. */
export function cookieOf(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}
