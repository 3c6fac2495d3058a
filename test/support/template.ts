import postgres from 'postgres'
import { migrate } from '../../db/migrate.ts'

/** A cluster that lives for one test run need not survive a power cut. Its autovacuum would keep a database from being dropped: only a superuser ends it. */
export const TEST_SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '200',
  autovacuum: 'off',
}

const TEMPLATE = 'hubbub_template'

/** Makes the migrated database that every test file's own one is copied from. */
export async function createTemplate(databaseUrl: string): Promise<string> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined })
  await sql`CREATE DATABASE ${sql(TEMPLATE)}`
  await sql.end()
  await migrate(withDatabase(databaseUrl, TEMPLATE))
  return TEMPLATE
}

export function withDatabase(databaseUrl: string, name: string): string {
  const url = new URL(databaseUrl)
  url.pathname = `/${name}`
  return url.href
}
