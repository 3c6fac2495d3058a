import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'

export const apiKeysKey = ['api-keys'] as const

export const apiKeysQuery = queryOptions({
  queryKey: apiKeysKey,
  queryFn: async ({ signal }) => (await api('GET /api-keys', { signal })).items,
})
