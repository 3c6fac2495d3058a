import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { firstCursor } from './first-cursor.ts'
import { type ListFilter, listQuery } from './views.ts'

export const dialoguesKey = ['dialogues'] as const

export const dialoguesQuery = (filter: ListFilter) =>
  infiniteQueryOptions({
    queryKey: [...dialoguesKey, filter] as const,
    queryFn: ({ pageParam, signal }) =>
      api('GET /dialogues', {
        query: { ...listQuery(filter), limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: firstCursor(),
    getNextPageParam: (page) => page.nextCursor,
  })

export const dialogueKey = (id: string) => ['dialogue', id] as const

export const dialogueQuery = (id: string) =>
  queryOptions({
    queryKey: dialogueKey(id),
    queryFn: ({ signal }) => api('GET /dialogues/{id}', { params: { id }, signal }),
  })
