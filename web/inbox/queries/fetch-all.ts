type Page<T> = Readonly<{ items: readonly T[]; nextCursor: string | null }>

/** For lists that a screen needs whole (people, channels, properties); they are short, and bounded here all the same. */
const maxPages = 50

export async function fetchAll<T>(
  fetchPage: (page: { readonly limit: number; readonly cursor?: string }) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = []
  let cursor: string | null = null
  for (let count = 0; count < maxPages; count += 1) {
    const page: Page<T> = await fetchPage(cursor === null ? { limit: 100 } : { limit: 100, cursor })
    items.push(...page.items)
    cursor = page.nextCursor
    if (cursor === null) break
  }
  return items
}
