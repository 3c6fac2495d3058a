import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { firstCursor } from './first-cursor.ts'

export const consentsKey = ['consents'] as const

export const consentsQuery = infiniteQueryOptions({
  queryKey: [...consentsKey, 'all'] as const,
  queryFn: ({ pageParam, signal }) =>
    api('GET /consents', { query: { limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
  initialPageParam: firstCursor(),
  getNextPageParam: (page) => page.nextCursor,
})

/** The latest answers of one contact. */
export const contactConsentsQuery = (contactId: string) =>
  queryOptions({
    queryKey: [...consentsKey, contactId] as const,
    queryFn: async ({ signal }) => (await api('GET /consents', { query: { contactId, limit: 20 }, signal })).items,
  })
