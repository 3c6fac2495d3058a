/** No cursor yet. A function, since a cursor's type can't be read off `null` alone. */
export const firstCursor = (): string | null => null
