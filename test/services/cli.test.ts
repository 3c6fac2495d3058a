import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, newToken } from '../../core/ids.ts'
import { connectDatabase, type Database, jsonValue } from '../../db/client.ts'
import { run } from '../../src/cli/run.ts'
import { startEmbeddedPostgres } from '../../src/infra/embedded-postgres.ts'
import { createSecrets } from '../../src/infra/secrets.ts'
import { createDiskStorage } from '../../src/infra/storage.ts'
import { hashToken } from '../../src/services/access/tokens.ts'
import { secretContext } from '../../src/services/channels/open-channels.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { quietLog } from '../support/quiet-log.ts'
import { makeTempDir } from '../support/temp-dir.ts'
import { fillAccount } from '../support/whole-account.ts'

const secret = 'a secret that is long enough to be one'
const folder = makeTempDir()
const open: { database: TestDatabase; connection: Database }[] = []
afterAll(async () => {
  for (const { database, connection } of open) {
    await connection.close()
    await database.drop()
  }
  folder.remove()
})

/** An empty hub of its own: a database and a data directory. */
async function newHub() {
  const database = await createTestDatabase()
  const connection = connectDatabase(database.url, { max: 2, applicationName: 'test' })
  open.push({ database, connection })
  const dataDir = path.join(folder.dir, newId())
  await mkdir(dataDir)
  const env = { DATABASE_URL: database.url, DATA_DIR: dataDir, HUBBUB_SECRET: secret }
  const hub = async (...args: string[]) => {
    const outcome = await run([...args, '--json'], env)
    return {
      ...outcome,
      json: JSON.parse(outcome.stdout) as Record<string, unknown> & { error?: { code: string; message: string } },
    }
  }
  return { sql: connection.sql, dataDir, env, hub, url: database.url }
}

async function dump(sql: Database['sql']): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not in ('setup_tokens', 'rate_limits', 'leases')
    order by relname`
  const rows: Record<string, string> = {}
  for (const { name } of tables) {
    const [row] = await sql<
      [{ text: string }]
    >`select coalesce(string_agg(t::text, chr(10) order by t::text), '') as text from ${sql(name)} t`
    rows[name] = row.text
  }
  return rows
}

describe('accounts and keys', () => {
  test('an account, an administrator, a key', async () => {
    const { hub, sql } = await newHub()
    const account = await hub('create-account', '--name', 'Acme & Söhne', '--time-zone', 'Europe/Berlin')
    expect(account).toMatchObject({ exitCode: 0, json: { id: expect.any(String), name: 'Acme & Söhne' } })
    const id = String(account.json['id'])
    const admin = await hub('create-admin', '--account', id, '--email', 'Boss@Acme.example', '--password', 'correct horse')
    expect(admin.json).toMatchObject({ email: 'boss@acme.example', accountId: id, knownUser: false })
    const key = await hub('create-api-key', '--account', 'Acme & Söhne', '--role', 'manager')
    const [row] = await sql`select account_id, role from api_keys where token_hash = ${hashToken(String(key.json['apiKey']))}`
    expect(row).toEqual({ account_id: id, role: 'manager' })
  })

  test.each([
    [['nonsense'], 'invalid', 'no command'],
    [['create-account'], 'invalid', '--name'],
    [['create-account', '--name', ' '], 'invalid', '--name'],
    [['create-account', '--name', 'A', '--time-zone', 'Mars/Base'], 'invalid', '--time-zone'],
    [['create-account', '--name', 'A', '--colour', 'red'], 'invalid', 'colour'],
    [['create-api-key', '--account', 'Nobody', '--role', 'manager'], 'not_found', 'Nobody'],
    [['create-api-key', '--account', 'x', '--role', 'owner'], 'not_found', 'x'],
    [['create-admin', '--account', newId(), '--email', 'no', '--password', 'correct horse'], 'not_found', 'account'],
    [['restore', '--from', '/nonexistent'], 'invalid', 'not a complete backup'],
    [['reencrypt', '--old-secret-file', '/nonexistent'], 'invalid', 'can’t be read'],
  ])('%j is refused: %s', async (args, code, words) => {
    const { env } = await newHub()
    const outcome = await run([...args, '--json'], env)
    const { error } = JSON.parse(outcome.stdout) as { error: { code: string; message: string } }
    expect([outcome.exitCode, error.code, error.message]).toEqual([1, code, expect.stringContaining(words)])
  })

  test('without --json it talks to people', async () => {
    const { env } = await newHub()
    expect((await run([], env)).stdout).toContain('create-api-key')
    expect((await run(['backup', '--help'], env)).stdout).toContain('--to <folder>')
    expect(await run(['backup'], env)).toEqual({ stdout: '', stderr: 'Give --to <folder>.', exitCode: 1 })
    const wrong = await run(['doctor'], { ...env, PORT: 'x' })
    expect([wrong.exitCode, wrong.stderr]).toEqual([1, expect.stringContaining('PORT')])
  })
})

test('doctor tells what is right and what is not', async () => {
  const { hub, env } = await newHub()
  const healthy = await hub('doctor')
  expect(healthy.json).toMatchObject({ ok: true })
  const sick = await run(['doctor', '--json'], { ...env, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
  const { ok, checks } = JSON.parse(sick.stdout) as { ok: boolean; checks: { name: string; status: string }[] }
  expect([sick.exitCode, ok, checks.find(({ name }) => name === 'database')?.status]).toEqual([1, false, 'problem'])
})

describe('backup and restore', () => {
  let from: Awaited<ReturnType<typeof newHub>>
  let backupDir: string
  const fileKey = newToken()
  beforeAll(async () => {
    from = await newHub()
    const { json } = await from.hub('create-account', '--name', 'Acme')
    await from.hub('create-admin', '--account', 'Acme', '--email', 'boss@acme.example', '--password', 'correct horse')
    const [manager] = await from.sql<{ id: string; userId: string }[]>`select id, user_id as "userId" from managers`
    await fillAccount(from.sql, { accountId: String(json['id']), managerId: manager?.id ?? '', userId: manager?.userId ?? '' })
    await from.sql`update messages set text = ${'tab\t, line\n, back\\slash, "quotes", 🥐, \\N'}`
    await from.sql`update files set storage_key = ${fileKey}`
    await createDiskStorage(path.join(from.dataDir, 'files')).put(fileKey, new Blob(['bytes of a picture']).stream(), {
      maxBytes: 100,
    })
    backupDir = path.join(folder.dir, 'backup')
    const made = await from.hub('backup', '--to', backupDir)
    expect(made.json).toMatchObject({ files: 1, missingFiles: 0 })
  })

  test('every row and every file comes back, into a database elsewhere', async () => {
    const to = await newHub()
    expect((await to.hub('restore', '--from', backupDir)).json).toMatchObject({ files: 1, sameSecret: true })
    expect(await dump(to.sql)).toEqual(await dump(from.sql))
    const stored = await createDiskStorage(path.join(to.dataDir, 'files')).get(fileKey)
    expect(await new Response(stored).text()).toBe('bytes of a picture')
    // The triggers are back: counters follow.
    await to.sql`update dialogues set assignee_id = null`
    const [counter] = await to.sql`select count from dialogue_counters where assignee_id is null and status = 'open'`
    expect(counter).toEqual({ count: 1 })
  })

  test('a hub that is not empty, and a folder that is not, are left alone', async () => {
    const before = await dump(from.sql)
    const refused = await from.hub('restore', '--from', backupDir)
    expect(refused.json.error).toMatchObject({ code: 'conflict', message: expect.stringContaining('not empty') })
    expect(await dump(from.sql)).toEqual(before)
    expect((await from.hub('backup', '--to', backupDir)).json.error?.code).toBe('conflict')
  })

  test('a damaged backup loads nothing', async () => {
    const damaged = path.join(folder.dir, 'damaged')
    await from.hub('backup', '--to', damaged)
    await appendFile(path.join(damaged, 'tables', 'messages.copy.gz'), 'x')
    const to = await newHub()
    expect((await to.hub('restore', '--from', damaged)).json.error?.message).toContain('damaged')
    expect((await to.sql`select from accounts`).length).toBe(0)
  })

  test('one of another version is refused in clear words', async () => {
    const old = path.join(folder.dir, 'old')
    await from.hub('backup', '--to', old)
    const manifest = JSON.parse(await readFile(path.join(old, 'manifest.json'), 'utf8')) as { schema: object }
    manifest.schema = { at: 1, name: '0000_older' }
    await writeFile(path.join(old, 'manifest.json'), JSON.stringify(manifest))
    const to = await newHub()
    expect((await to.hub('restore', '--from', old)).json.error?.message).toContain('0000_older')
  })

  test('a backup holds no password, no key and no secret of the hub', async () => {
    const { json } = await from.hub('create-api-key', '--account', 'Acme', '--role', 'manager')
    const dir = path.join(folder.dir, 'searched')
    await from.hub('backup', '--to', dir)
    const { gunzipSync } = await import('node:zlib')
    for (const name of await readdir(path.join(dir, 'tables'))) {
      const text = gunzipSync(await readFile(path.join(dir, 'tables', name))).toString('utf8')
      for (const planted of ['correct horse', String(json['apiKey']), secret]) expect(text.includes(planted)).toBe(false)
    }
  })
})

test('from the embedded default to a server, while the hub runs and while it does not', async () => {
  const dataDir = path.join(folder.dir, 'embedded')
  const env = { DATA_DIR: dataDir }
  expect((await run(['create-account', '--name', 'Moving', '--json'], env)).exitCode).toBe(0)
  const running = await startEmbeddedPostgres({ dataDir, log: quietLog })
  expect((await run(['create-account', '--name', 'Second', '--json'], env)).exitCode, 'attached to the running one').toBe(0)
  const backupDir = path.join(folder.dir, 'moving')
  const made = await run(['backup', '--to', backupDir, '--json'], env)
  expect([made.exitCode, made.stdout]).toEqual([0, expect.stringContaining('"rows"')])
  await running.stop()

  const to = await newHub()
  const restored = await to.hub('restore', '--from', backupDir)
  expect(restored.json).toMatchObject({ sameSecret: false })
  expect(await to.sql`select name from accounts order by name`).toEqual([{ name: 'Moving' }, { name: 'Second' }])
}, 60_000)

describe('reencrypt', () => {
  test('seals anew what an older secret sealed; twice changes nothing; a wrong one changes nothing', async () => {
    const { hub, sql } = await newHub()
    const { json } = await hub('create-account', '--name', 'Acme')
    await hub('create-admin', '--account', 'Acme', '--email', 'boss@acme.example', '--password', 'correct horse')
    const [manager] = await sql<{ id: string; userId: string }[]>`select id, user_id as "userId" from managers`
    const ids = await fillAccount(sql, {
      accountId: String(json['id']),
      managerId: manager?.id ?? '',
      userId: manager?.userId ?? '',
    })
    const channelId = ids['channels'] ?? ''
    const older = createSecrets('the secret that was in use before this one')
    const sealed = older.seal('123:planted', secretContext(channelId, 'botToken'))
    await sql`update channels set secrets = ${jsonValue(sql, { botToken: sealed })}`

    const file = path.join(folder.dir, 'old-secret')
    await writeFile(file, 'a wrong secret, of the right length at least\n')
    expect((await hub('reencrypt', '--old-secret-file', file)).json.error?.code).toBe('conflict')
    expect((await hub('doctor')).json, 'the present secret does not open it').toMatchObject({ ok: false })
    await writeFile(file, 'the secret that was in use before this one\n')
    expect((await hub('reencrypt', '--old-secret-file', file)).json).toEqual({ channels: 1, reencrypted: 1 })
    expect((await hub('reencrypt', '--old-secret-file', file)).json).toEqual({ channels: 1, reencrypted: 0 })
    const [row] = await sql<{ secrets: { botToken: string } }[]>`select secrets from channels`
    expect(createSecrets(secret).open(row?.secrets.botToken ?? '', secretContext(channelId, 'botToken'))).toBe('123:planted')
  })
})

test('seed-demo makes a business to look at, once; sweep does what is due', async () => {
  const { hub, sql } = await newHub()
  const made = await hub('seed-demo')
  expect(made.json).toMatchObject({ dialogues: 10, email: expect.stringContaining('@') })
  const [counts] =
    await sql`select count(*)::int as all, count(*) filter (where status = 'closed')::int as closed, count(assignee_id)::int as assigned from dialogues`
  expect(counts).toMatchObject({ all: 10, closed: 2 })
  expect((await sql`select from messages where status = 'queued'`).length).toBe(0)
  expect((await hub('seed-demo')).json.error?.code).toBe('conflict')
  expect((await hub('sweep')).json).toMatchObject({ swept: true, jobs: { sweep: 1 } })
}, 60_000)
