import { timestamp, uuid } from 'drizzle-orm/pg-core'

/** A moment; timestamptz with milliseconds, a Date in the program. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const accountId = () => uuid('account_id').notNull()
export const rowId = () => uuid('id').notNull()

/** `column in ('a', 'b')` for a CHECK from one of the core's lists. */
export const oneOf = (column: string, values: readonly string[]): string =>
  `${column} in (${values.map((value) => `'${value}'`).join(', ')})`
