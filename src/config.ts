import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'

const blank = (value: unknown): unknown => (value === '' ? undefined : value)
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blank, schema.optional())
const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''))
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)

/** The environment, parsed once. `.env.example` is checked against it. */
export const environment = z.object({
  PORT: z.preprocess(blank, z.coerce.number().int().min(0).max(65_535).default(3000)),
  HOST: z.preprocess(blank, z.string().default('127.0.0.1')),
  PUBLIC_URL: optional(url),
  DATA_DIR: z.preprocess(blank, z.string().default('./data')),
  DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/ })),
  REDIS_URL: optional(z.url({ protocol: /^rediss?$/ })),
  HUBBUB_SECRET: optional(z.string().min(32, 'at least 32 characters')),
  ROLE: z.preprocess(blank, z.enum(['all', 'web', 'worker']).default('all')),
  LOG_LEVEL: z.preprocess(blank, z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info')),
  S3_ENDPOINT: optional(url),
  S3_BUCKET: optional(z.string()),
  S3_REGION: optional(z.string()),
  S3_ACCESS_KEY_ID: optional(z.string()),
  S3_SECRET_ACCESS_KEY: optional(z.string()),
  SMTP_URL: optional(z.url({ protocol: /^smtps?$/ })),
  MAIL_FROM: z.preprocess(blank, z.string().default('Hubbub <hubbub@localhost>')),
  SIGN_UP: z.preprocess(blank, z.enum(['closed', 'open', 'invite']).default('closed')),
  ADMIN_EMAIL: optional(z.email().toLowerCase()),
  ADMIN_PASSWORD: optional(z.string().min(10, 'at least 10 characters').max(128)),
  TRUSTED_PROXIES: z.preprocess((value) => blank(value) ?? '', list),
  EGRESS_ALLOW: z.preprocess((value) => blank(value) ?? '', list),
  METRICS_TOKEN: optional(z.string().min(8)),
  TELEGRAM_API_ROOT: optional(url),
  DISCORD_API_ROOT: optional(url),
  TWILIO_API_ROOT: optional(url),
  CLOCK_OFFSET_MS: z.preprocess(blank, z.coerce.number().int().default(0)),
  CRASH_AT: optional(z.string()),
})

export type Config = Readonly<{
  port: number
  host: string
  /** Without a slash at the end; null: only this machine reaches the hub, so platforms are polled. */
  publicUrl: string | null
  dataDir: string
  databaseUrl: string | null
  redisUrl: string | null
  secret: string | null
  role: 'all' | 'web' | 'worker'
  logLevel: string
  smtpUrl: string | null
  mailFrom: string
  signUp: 'closed' | 'open' | 'invite'
  admin: Readonly<{ email: string; password: string }> | null
  trustedProxies: readonly string[]
  egressAllow: readonly string[]
  metricsToken: string | null
  /** By the variable's name, as an adapter asks for it. */
  apiRoots: Readonly<Record<string, string | undefined>>
  clockOffsetMs: number
  crashAt: string | null
}>

/** A file `.env` in the working directory is read into the environment; what stands there already goes first. */
export function readEnvironment(): Readonly<Record<string, string | undefined>> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  return process.env
}

/**
 * @throws Error that names every problem at once.
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environment.safeParse(env)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`The environment is not right:\n${problems.join('\n')}`)
  }
  const e = parsed.data
  const problems: string[] = []
  const s3 = [e.S3_ENDPOINT, e.S3_BUCKET, e.S3_REGION, e.S3_ACCESS_KEY_ID, e.S3_SECRET_ACCESS_KEY]
  if (s3.some((value) => value !== undefined))
    problems.push('  S3_*: this version keeps files on disk only; unset them, and give DATA_DIR a disk with room')
  if ((e.ADMIN_EMAIL === undefined) !== (e.ADMIN_PASSWORD === undefined))
    problems.push('  ADMIN_EMAIL and ADMIN_PASSWORD: give both or none')
  if (e.ROLE !== 'all' && (e.DATABASE_URL === undefined || e.REDIS_URL === undefined)) {
    problems.push('  ROLE: more than one process needs DATABASE_URL and REDIS_URL')
  }
  if (e.DATABASE_URL !== undefined && e.HUBBUB_SECRET === undefined && e.ROLE !== 'all') {
    problems.push('  HUBBUB_SECRET: several processes need the same one')
  }
  if (problems.length > 0) throw new Error(`The environment is not right:\n${problems.join('\n')}`)
  return {
    port: e.PORT,
    host: e.HOST,
    publicUrl: e.PUBLIC_URL ?? null,
    dataDir: resolve(e.DATA_DIR),
    databaseUrl: e.DATABASE_URL ?? null,
    redisUrl: e.REDIS_URL ?? null,
    secret: e.HUBBUB_SECRET ?? null,
    role: e.ROLE,
    logLevel: e.LOG_LEVEL,
    smtpUrl: e.SMTP_URL ?? null,
    mailFrom: e.MAIL_FROM,
    signUp: e.SIGN_UP,
    admin:
      e.ADMIN_EMAIL !== undefined && e.ADMIN_PASSWORD !== undefined ? { email: e.ADMIN_EMAIL, password: e.ADMIN_PASSWORD } : null,
    trustedProxies: e.TRUSTED_PROXIES,
    egressAllow: e.EGRESS_ALLOW,
    metricsToken: e.METRICS_TOKEN ?? null,
    apiRoots: {
      TELEGRAM_API_ROOT: e.TELEGRAM_API_ROOT,
      DISCORD_API_ROOT: e.DISCORD_API_ROOT,
      TWILIO_API_ROOT: e.TWILIO_API_ROOT,
    },
    clockOffsetMs: e.CLOCK_OFFSET_MS,
    crashAt: e.CRASH_AT ?? null,
  }
}
