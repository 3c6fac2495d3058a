import { infiniteQueryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { firstCursor } from './first-cursor.ts'

export const deadLettersKey = ['dead-letters'] as const

export const deadLettersQuery = infiniteQueryOptions({
  queryKey: deadLettersKey,
  staleTime: 0,
  queryFn: ({ pageParam, signal }) =>
    api('GET /dead-letters', { query: { limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
  initialPageParam: firstCursor(),
  getNextPageParam: (page) => page.nextCursor,
})
