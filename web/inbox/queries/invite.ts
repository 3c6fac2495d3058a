import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'

export const inviteQuery = (token: string) =>
  queryOptions({
    queryKey: ['invite', token],
    queryFn: ({ signal }) => api('GET /invites/{token}', { params: { token }, signal }),
  })
