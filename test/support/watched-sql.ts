import type { Sql, Tx } from '../../db/client.ts'

export type Watched = Readonly<{
  sql: Sql
  /** How many statements each transaction sent that has ended, oldest first. */
  statements: readonly number[]
  /** What PostgreSQL ended transactions with, by its code; 40P01 is a deadlock. */
  errors: readonly string[]
}>

/** The same connection, with its transactions counted. */
export function watch(sql: Sql): Watched {
  const statements: number[] = []
  const errors: string[] = []
  const begin = async (run: (tx: Tx) => Promise<unknown>): Promise<unknown> => {
    let count = 0
    try {
      return await sql.begin((tx) =>
        run(
          new Proxy(tx, {
            apply: (target, self, args) => {
              count += 1
              return Reflect.apply(target, self, args)
            },
          }),
        ),
      )
    } catch (error) {
      if (error instanceof Error && 'code' in error) errors.push(String(error.code))
      throw error
    } finally {
      statements.push(count)
    }
  }
  return {
    sql: new Proxy(sql, { get: (target, name) => (name === 'begin' ? begin : Reflect.get(target, name)) }),
    statements,
    errors,
  }
}
