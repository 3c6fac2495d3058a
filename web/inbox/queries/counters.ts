import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'

export const countersKey = ['counters'] as const

export const countersQuery = queryOptions({
  queryKey: countersKey,
  queryFn: ({ signal }) => api('GET /dialogues/counters', { signal }),
})
