import { infiniteQueryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { firstCursor } from './first-cursor.ts'

export const searchKey = ['search'] as const

/** The hub asks for at least two characters. */
export const isSearchable = (q: string): boolean => q.trim().length >= 2

export const searchQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: [...searchKey, q.trim()] as const,
    enabled: isSearchable(q),
    staleTime: 30_000,
    queryFn: ({ pageParam, signal }) =>
      api('GET /search', { query: { q: q.trim(), limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: firstCursor(),
    getNextPageParam: (page) => page.nextCursor,
  })
