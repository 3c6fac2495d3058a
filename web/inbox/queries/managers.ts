import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Manager } from '../../../core/api/shapes.ts'
import { api } from '../api/client.ts'
import { fetchAll } from './fetch-all.ts'

export const managersKey = ['managers'] as const

export const managersQuery = queryOptions({
  queryKey: managersKey,
  queryFn: ({ signal }) => fetchAll((query) => api('GET /managers', { query, signal })),
})

const none: readonly Manager[] = []

/** The people of the account; empty until they are known. */
export const useManagers = (): readonly Manager[] => useQuery(managersQuery).data ?? none
