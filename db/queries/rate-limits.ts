import type postgres from 'postgres'

type Query = postgres.ISql<{ bigint: number }>

export type Usage = Readonly<{ count: number; resetAt: number }>

/** Counts one use of each key in its current window, which begins with the first use. In the order of `keys`. */
export async function countUse(
  sql: Query,
  args: { readonly keys: readonly string[]; readonly windowMs: number; readonly now: number },
): Promise<Usage[]> {
  const { keys, windowMs, now } = args
  const rows = await sql<(Usage & { key: string })[]>`
    insert into rate_limits as r (key, count, reset_at)
    select key, 1, ${now + windowMs}::bigint from unnest(${[...keys]}::text[]) as key order by key
    on conflict (key) do update set
      count = case when r.reset_at <= ${now}::bigint then 1 else r.count + 1 end,
      reset_at = case when r.reset_at <= ${now}::bigint then excluded.reset_at else r.reset_at end
    returning key, count, reset_at as "resetAt"`
  const byKey = new Map(rows.map((row) => [row.key, row]))
  return keys.map((key) => byKey.get(key) ?? { count: 1, resetAt: now + windowMs })
}

/** Takes one use back: what succeeded was no attempt to guess. */
export async function giveBackUse(sql: Query, keys: readonly string[]): Promise<void> {
  await sql`
    update rate_limits set count = count - 1
    where key in (select key from rate_limits where key = any(${[...keys]}::text[]) and count > 0 order by key for update)`
}
