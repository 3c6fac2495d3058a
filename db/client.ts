import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import * as schema from './schema/index.ts'

/** Drizzle: configuration tables and whatever is not hot. */
export type Db = PostgresJsDatabase<typeof schema>
/** postgres.js with prepared statements: the way of a message, the inbox, the lanes. */
export type Sql = postgres.Sql<{ bigint: number }>
export type Tx = postgres.TransactionSql<{ bigint: number }>

export type Database = Readonly<{ db: Db; sql: Sql; close: () => Promise<void> }>

const bigint = { to: 20, from: [20], serialize: (value: number) => String(value), parse: (value: string) => Number(value) }

/**
 * Every statement of the hot pool is keyed, and its plan is prepared once and kept, that of foreign keys too. On a young database it would be made
 * while the tables are all but empty, read them from end to end, and go on doing so while they grow, until autovacuum comes by.
 */
const alwaysByIndex = { enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off', jit: 'off' } as const

/**
 * Two pools on one database: drizzle changes the parsers of the client that it is given, so it has one of its own.
 * `max` connections each.
 */
export function connectDatabase(url: string, options: { readonly max: number; readonly applicationName: string }): Database {
  const common = {
    max: options.max,
    onnotice: () => {},
    connection: { application_name: options.applicationName },
    connect_timeout: 10,
  }
  const sql = postgres(url, { ...common, connection: { ...common.connection, ...alwaysByIndex }, types: { bigint } })
  const forDrizzle = postgres(url, common)
  return {
    db: drizzle(forDrizzle, { schema }),
    sql,
    close: async () => {
      await Promise.all([sql.end({ timeout: 5 }), forDrizzle.end({ timeout: 5 })])
    },
  }
}

const retried = new Set(['40001', '40P01'])

/** A transaction, tried again (3 times) when PostgreSQL ended it for the sake of another: nothing of it happened. */
export async function transaction<T>(sql: Sql, run: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await begin(sql, run)
    } catch (error) {
      if (attempt === 3 || !(error instanceof postgres.PostgresError) || !retried.has(error.code)) throw error
    }
  }
}

/** `begin` types its result as unwrapped promises of an array; ours is a plain value. */
async function begin<T>(sql: Sql, run: (tx: Tx) => Promise<T>): Promise<T> {
  return (await sql.begin(run)) as T
}

export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const cause = error instanceof Error && error.cause instanceof postgres.PostgresError ? error.cause : error
  return (
    cause instanceof postgres.PostgresError &&
    cause.code === '23505' &&
    (constraint === undefined || cause.constraint_name === constraint)
  )
}

/** Rows as one JSON parameter, for jsonb_to_recordset. The driver's own type wants an index signature, which plain row types lack. */
export function jsonRows(tx: Tx | Sql, rows: readonly object[]): postgres.Parameter {
  return tx.json(rows as unknown as postgres.JSONValue)
}

/** One JSON value as a parameter; null stays null. */
export function jsonValue(tx: Tx | Sql, value: object): postgres.Parameter {
  return tx.json(value as unknown as postgres.JSONValue)
}
