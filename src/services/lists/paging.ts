import { isId } from '../../../core/ids.ts'

export type Page<T> = { items: T[]; nextCursor: string | null }

/** Of lists whose cursor is the last row's id; another text begins at the top. */
export const afterId = (cursor: string | undefined): string | null => (cursor !== undefined && isId(cursor) ? cursor : null)

/** `rows` holds one more than the page, where there is more. */
export function pageOf<R, T>(rows: readonly R[], limit: number, present: (row: R) => T, cursorOf: (row: R) => string): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(present), nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}
