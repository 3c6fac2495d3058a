import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'

export const sessionsKey = ['sessions'] as const

export const sessionsQuery = queryOptions({
  queryKey: sessionsKey,
  staleTime: 0,
  queryFn: async ({ signal }) => (await api('GET /sessions', { signal })).items,
})
