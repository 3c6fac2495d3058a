import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Sql } from './client.ts'
import { migrationsFolder } from './migrate.ts'

/** `at` orders the versions; `name` is for people. */
export type SchemaVersion = Readonly<{ at: number; name: string }>

const journal = z.object({ entries: z.array(z.object({ when: z.number(), tag: z.string() })).min(1) })

/** The newest migration that this program brings along. */
export function programVersion(): SchemaVersion {
  const all = migrations()
  const last = all.at(-1)
  if (!last) throw new Error('There are no migrations.')
  return last
}

/** The newest migration that the database has seen; null: none. */
export async function databaseVersion(sql: Sql): Promise<SchemaVersion | null> {
  const [table] = await sql<{ exists: boolean }[]>`select to_regclass('drizzle.__drizzle_migrations') is not null as exists`
  if (!table?.exists) return null
  const [row] = await sql<{ at: number | null }[]>`select max(created_at)::bigint as at from drizzle.__drizzle_migrations`
  const at = row?.at ?? null
  if (at === null) return null
  return migrations().find((migration) => migration.at === at) ?? { at, name: 'of a newer version' }
}

function migrations(): SchemaVersion[] {
  const text = readFileSync(join(migrationsFolder(), 'meta', '_journal.json'), 'utf8')
  return journal.parse(JSON.parse(text)).entries.map(({ when, tag }) => ({ at: when, name: tag }))
}
