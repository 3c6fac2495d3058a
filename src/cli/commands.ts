import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { HubError } from '../../core/errors.ts'
import { roles } from '../../core/permissions.ts'
import { migrate } from '../../db/migrate.ts'
import { findAccountByName } from '../../db/queries/accounts.ts'
import { programVersion } from '../../db/schema-version.ts'
import type { Config } from '../config.ts'
import { createAccount, createAdmin } from '../services/access/create-account.ts'
import { createApiKey } from '../services/access/create-api-key.ts'
import { backup } from './backup.ts'
import { type CliDeps, withHub } from './context.ts'
import { doctor } from './doctor.ts'
import { reencrypt } from './reencrypt.ts'
import { restore } from './restore.ts'
import { seedDemo } from './seed-demo.ts'
import { sweepNow } from './sweep-now.ts'

type Option = Readonly<{ hint: string; words: string; required: boolean }>
type Answer = Readonly<{ result: object; text: string; failed?: boolean }>

export type Command = Readonly<{
  summary: string
  options: Readonly<Record<string, Option>>
  run: (config: Config, given: Readonly<Record<string, string>>) => Promise<Answer>
}>

const option = (hint: string, words: string): Option => ({ hint, words, required: true })
const optional = (hint: string, words: string): Option => ({ hint, words, required: false })

const account = option('<id or name>', 'the account')
const name = z.string().trim().min(1).max(100)
const email = z.email().max(254).toLowerCase()
const password = z.string().min(10, 'at least 10 characters').max(128)
const timeZone = z
  .string()
  .refine((zone) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC', 'there is no such time zone')

export const commands: Readonly<Record<string, Command>> = {
  doctor: {
    summary: 'Look at everything the hub stands on',
    options: {},
    run: async (config) => {
      const result = await doctor(config)
      const signs = { ok: '✓', warning: '!', problem: '✗' } as const
      const text = result.checks.map(({ name: what, status, detail }) => `${signs[status]} ${what}: ${detail}`).join('\n')
      return { result, text, failed: !result.ok }
    },
  },
  migrate: {
    summary: 'Bring the database to this version',
    options: {},
    run: (config) =>
      withHub(config, { anyVersion: true }, async (deps) => {
        await migrate(deps.databaseUrl)
        const schema = programVersion().name
        return { result: { migrated: true, schema }, text: `The database has schema ${schema}.` }
      }),
  },
  'create-account': {
    summary: 'Make an account (a business)',
    options: {
      name: option('<name>', 'what the business is called'),
      'time-zone': optional('<zone>', 'such as Europe/Berlin; default UTC'),
    },
    run: (config, given) =>
      withHub(config, current, async (deps) => {
        const wanted = { name: parse(name, given, 'name'), timeZone: parse(timeZone.default('UTC'), given, 'time-zone') }
        const { id } = await createAccount(deps, wanted)
        return { result: { id, accountId: id, ...wanted }, text: `Made the account ${wanted.name}: ${id}` }
      }),
  },
  'create-admin': {
    summary: 'Make an administrator of an account',
    options: {
      account,
      email: option('<address>', 'with which they sign in'),
      password: option('<password>', 'at least 10 characters; - reads it from the standard input'),
      name: optional('<name>', 'default: the address up to the @'),
    },
    run: (config, given) =>
      withHub(config, current, async (deps) => {
        const accountId = await findAccountId(deps, given['account'] ?? '')
        const address = parse(email, given, 'email')
        const secret = given['password'] === '-' ? { password: readFileSync(0, 'utf8').trim() } : given
        const admin = {
          accountId,
          email: address,
          name: parse(name.default(address.split('@')[0] ?? address), given, 'name'),
          password: parse(password, secret, 'password'),
        }
        const { managerId, knownUser } = await createAdmin(deps, admin)
        const note = knownUser ? ' They were known already and keep their password.' : ''
        return { result: { managerId, accountId, email: address, knownUser }, text: `${address} is an administrator.${note}` }
      }),
  },
  'create-api-key': {
    summary: 'Make an API key; it is shown this once',
    options: {
      account,
      role: option(`<${roles.join('|')}>`, 'what it may do'),
      name: optional('<name>', 'default: command line'),
    },
    run: (config, given) =>
      withHub(config, current, async (deps) => {
        const accountId = await findAccountId(deps, given['account'] ?? '')
        const key = {
          accountId,
          name: parse(name.default('command line'), given, 'name'),
          role: parse(z.enum(roles), given, 'role'),
        }
        const { apiKey, id } = await createApiKey(deps, key)
        return { result: { apiKey, id, accountId, role: key.role }, text: apiKey }
      }),
  },
  'seed-demo': {
    summary: 'Make an account with people and dialogues to look at',
    options: {},
    run: (config) =>
      withHub(config, current, async (deps) => {
        const result = await seedDemo(deps)
        const text = `Made the account ${result.account} with ${result.dialogues} dialogues.\nSign in as ${result.email} with the password ${result.password}`
        return { result, text }
      }),
  },
  sweep: {
    summary: 'Do now whatever is due: gate, distribution, delivery, closing, purging',
    options: {},
    run: (config) =>
      withHub(config, current, async (deps) => {
        const jobs = await sweepNow(deps)
        const text = Object.entries(jobs).map(([job, times]) => `${job}: ${times}`)
        return { result: { swept: true, jobs }, text: text.join('\n') }
      }),
  },
  backup: {
    summary: 'Copy the database and the files into a folder, while the hub runs',
    options: { to: option('<folder>', 'new or empty') },
    run: (config, given) =>
      withHub(config, current, async (deps) => {
        const result = await backup(deps, { to: given['to'] ?? '' })
        const missing = result.missingFiles === 0 ? '' : ` ${result.missingFiles} files that rows name were not there.`
        const text = `${result.rows} rows of ${result.tables} tables and ${result.files} files are in ${result.to}.${missing}\nKeep the hub's secret (HUBBUB_SECRET, or the file secret in the data directory) elsewhere: without it the tokens in the backup can't be read.`
        return { result, text }
      }),
  },
  restore: {
    summary: 'Load a backup into an empty hub',
    options: { from: option('<folder>', 'that backup made') },
    run: (config, given) =>
      withHub(config, current, async (deps) => {
        const result = await restore(deps, { from: given['from'] ?? '' })
        const note = result.sameSecret
          ? ''
          : '\nThis hub has another secret than the one that was backed up: give it the old one (HUBBUB_SECRET), or enter the tokens of the channels again.'
        return { result, text: `${result.rows} rows of ${result.tables} tables and ${result.files} files are back.${note}` }
      }),
  },
  reencrypt: {
    summary: 'Seal stored tokens with a new HUBBUB_SECRET',
    options: { 'old-secret-file': option('<file>', 'holds the secret that was in use before') },
    run: (config, given) =>
      withHub(config, current, async (deps) => {
        const result = await reencrypt(deps, { oldSecretFile: given['old-secret-file'] ?? '' })
        return {
          result,
          text: `${result.reencrypted} of ${result.channels} channels are sealed anew. Restart the hub with the new secret.`,
        }
      }),
  },
}

const current = { anyVersion: false } as const

/** @throws HubError invalid that names the option */
function parse<T>(schema: z.ZodType<T>, given: Readonly<Record<string, string>>, option: string): T {
  const parsed = schema.safeParse(given[option])
  if (!parsed.success) throw new HubError('invalid', `--${option}: ${parsed.error.issues[0]?.message ?? 'not valid'}`)
  return parsed.data
}

async function findAccountId(deps: CliDeps, idOrName: string): Promise<string> {
  const found = await findAccountByName(deps.sql, idOrName)
  if (found.length === 0) throw new HubError('not_found', `There is no account ${idOrName}.`)
  if (found.length > 1) throw new HubError('conflict', `Several accounts are called ${idOrName}: give the id.`)
  return found[0] ?? idOrName
}
