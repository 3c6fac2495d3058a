import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Property } from '../../../core/api/shapes.ts'
import { api } from '../api/client.ts'
import { fetchAll } from './fetch-all.ts'

export const propertiesKey = ['properties'] as const

export const propertiesQuery = queryOptions({
  queryKey: propertiesKey,
  queryFn: ({ signal }) => fetchAll((query) => api('GET /properties', { query, signal })),
})

const none: readonly Property[] = []

export const useProperties = (): readonly Property[] => useQuery(propertiesQuery).data ?? none
