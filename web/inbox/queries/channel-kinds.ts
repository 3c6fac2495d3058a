import { queryOptions, useQuery } from '@tanstack/react-query'
import type { ChannelKindInfo } from '../../../core/api/shapes.ts'
import { api } from '../api/client.ts'

export const channelKindsQuery = queryOptions({
  queryKey: ['channel-kinds'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }) => (await api('GET /channel-kinds', { signal })).items,
})

const none: readonly ChannelKindInfo[] = []

export const useChannelKinds = (): readonly ChannelKindInfo[] => useQuery(channelKindsQuery).data ?? none
