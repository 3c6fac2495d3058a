import type { Sql } from '../../db/client.ts'

/** Where in the database this text stands: `table.column`, every column of every table (the queue's included) read as text. */
export async function findText(sql: Sql, text: string): Promise<string[]> {
  const columns = await sql<{ schema: string; table: string; column: string }[]>`
    select c.table_schema as schema, c.table_name as table, c.column_name as column
    from information_schema.columns c
    join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name and t.table_type = 'BASE TABLE'
    where c.table_schema not in ('pg_catalog', 'information_schema')`
  const found: string[] = []
  for (const { schema, table, column } of columns) {
    const rows = await sql`
      select 1 from ${sql(schema)}.${sql(table)}
      where strpos(${sql(column)}::text, ${text}) > 0 or strpos(${sql(column)}::text, ${hexOf(text)}) > 0 limit 1`
    if (rows.length > 0) found.push(`${schema}.${table}.${column}`)
  }
  return found
}

/** As a bytea is written. */
const hexOf = (text: string): string => Buffer.from(text).toString('hex')
