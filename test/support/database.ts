import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { inject } from 'vitest'
import type { Mode } from './modes.ts'
import { withDatabase } from './template.ts'

export type TestDatabase = Readonly<{ url: string; drop: () => Promise<void> }>

/** Which of the two modes this test file runs in. */
export function testMode(): Mode {
  return inject('backends').mode
}

/** A migrated, empty database for one test file: call it in beforeAll and `drop` it in afterAll. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { databaseUrl, template } = inject('backends')
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(databaseUrl, (sql) => sql`CREATE DATABASE ${sql(name)} TEMPLATE ${sql(template)}`)
  return {
    url: withDatabase(databaseUrl, name),
    // Connections that a test has left open end here, and fail loudly if it still uses them.
    drop: () => administer(databaseUrl, (sql) => sql`DROP DATABASE IF EXISTS ${sql(name)} WITH (FORCE)`),
  }
}

async function administer(databaseUrl: string, statement: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined })
  try {
    await statement(sql)
  } finally {
    await sql.end()
  }
}
