import type { Sql } from '../client.ts'

export async function ping(sql: Sql): Promise<void> {
  await sql`select 1`
}

/** As PostgreSQL says it: 150004 is 15.4. */
export async function serverVersion(sql: Sql): Promise<number> {
  const [row] = await sql<{ version: number }[]>`select current_setting('server_version_num')::int as version`
  return row?.version ?? 0
}
