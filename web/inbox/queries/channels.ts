import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Channel } from '../../../core/api/shapes.ts'
import { api } from '../api/client.ts'
import { fetchAll } from './fetch-all.ts'

export const channelsKey = ['channels'] as const

export const channelsQuery = queryOptions({
  queryKey: channelsKey,
  queryFn: ({ signal }) => fetchAll((query) => api('GET /channels', { query, signal })),
})

const none: readonly Channel[] = []

export const useChannels = (): readonly Channel[] => useQuery(channelsQuery).data ?? none
