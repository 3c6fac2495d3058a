type Item = Readonly<{ id: string }>

/**
 * Rows as they stood when the pointer came (`frozen`), with their newest contents, and how many have moved or come since.
 * Rows from further down may be added below; nothing moves under the pointer. Without `frozen` the order is the list's own.
 */
export function stableOrder<T extends Item>(
  frozen: readonly string[] | null,
  items: readonly T[],
): { readonly shown: readonly T[]; readonly waiting: number } {
  if (frozen === null) return { shown: items, waiting: 0 }
  const byId = new Map(items.map((item) => [item.id, item]))
  const kept = frozen.flatMap((id) => byId.get(id) ?? [])
  const isKept = new Set(kept.map((item) => item.id))
  const now = items.filter((item) => isKept.has(item.id))
  const rankNow = new Map(now.map((item, rank) => [item.id, rank]))
  const moved = kept.filter((item, rank) => (rankNow.get(item.id) ?? rank) < rank).length
  const end = items.findLastIndex((item) => isKept.has(item.id))
  const fresh = items.filter((item, index) => !isKept.has(item.id) && index < end).length
  return { shown: [...kept, ...items.slice(end + 1)], waiting: moved + fresh }
}
