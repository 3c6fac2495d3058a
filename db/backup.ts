import type { Readable, Writable } from 'node:stream'
import { type Sql, type Tx, transaction } from './client.ts'

export type TableShape = Readonly<{ name: string; columns: readonly string[] }>

/** Of this moment and this installation: a copy elsewhere must not have them. */
const notCopied = ['setup_tokens', 'rate_limits', 'leases']

/** Runs on one unchanging view of the whole database, however long it takes. Nobody is kept from writing. */
export async function inSnapshot<T>(sql: Sql, run: (tx: Tx) => Promise<T>): Promise<T> {
  return await inTransaction<T>(sql, 'isolation level repeatable read read only', run)
}

/** `begin` types its result as unwrapped promises of an array; ours is a plain value. */
async function inTransaction<T>(sql: Sql, options: string, run: (tx: Tx) => Promise<T>): Promise<T> {
  return (await sql.begin(options, run)) as T
}

/** Every table, in an order in which each comes after those that it points at. */
export async function listTables(tx: Tx): Promise<TableShape[]> {
  const tables = await tx<{ name: string; columns: string[]; pointsAt: string[] }[]>`
    select c.relname as name,
      array(select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
      array(select distinct f.confrelid::regclass::text from pg_constraint f
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as "pointsAt"
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> all(${notCopied})
    order by c.relname`
  const ordered: TableShape[] = []
  const left = new Map(tables.map((table) => [table.name, table]))
  while (left.size > 0) {
    const ready = [...left.values()].filter(({ pointsAt }) => pointsAt.every((name) => !left.has(name)))
    if (ready.length === 0) throw new Error(`These tables point at each other: ${[...left.keys()].join(', ')}`)
    for (const { name, columns } of ready) {
      left.delete(name)
      ordered.push({ name, columns })
    }
  }
  return ordered
}

/** The rows as COPY's text: one line each, the same in every version of PostgreSQL. */
export async function readTable(tx: Tx, { name, columns }: TableShape): Promise<Readable> {
  return await tx`copy ${tx(name)} (${tx([...columns])}) to stdout`.readable()
}

export async function writeTable(tx: Tx, { name, columns }: TableShape): Promise<Writable> {
  return await tx`copy ${tx(name)} (${tx([...columns])}) from stdin`.writable()
}

/** Names of our files, as the rows of this view have them. */
export async function listStoredFiles(tx: Tx): Promise<string[]> {
  const rows = await tx<
    { key: string }[]
  >`select storage_key as key from files where storage_key is not null order by storage_key`
  return rows.map((row) => row.key)
}

/** The tables that have rows already. */
export async function listFilled(tx: Tx, tables: readonly TableShape[]): Promise<string[]> {
  const filled: string[] = []
  for (const { name } of tables) {
    const [row] = await tx<{ has: boolean }[]>`select exists (select from ${tx(name)}) as has`
    if (row?.has) filled.push(name)
  }
  return filled
}

/**
 * Loads tables in one transaction, without the triggers that keep counters: the counters are rows of their own. Foreign keys are checked as ever.
 */
export async function loadTables(sql: Sql, run: (tx: Tx, tables: readonly TableShape[]) => Promise<void>): Promise<void> {
  await transaction(sql, async (tx) => {
    await tx`lock table accounts in exclusive mode`
    await tx`delete from setup_tokens`
    const tables = await listTables(tx)
    for (const { name } of tables) await tx`alter table ${tx(name)} disable trigger user`
    await run(tx, tables)
    for (const { name } of tables) await tx`alter table ${tx(name)} enable trigger user`
  })
  await sql`analyze`
}
