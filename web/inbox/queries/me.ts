import { queryOptions } from '@tanstack/react-query'
import { hasCode } from '../api/api-error.ts'
import { api } from '../api/client.ts'
import { setServerNow } from '../lib/clock.ts'

/** Who is signed in; null: nobody. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }) => {
    try {
      const me = await api('GET /me', { signal })
      setServerNow(me.now)
      return me
    } catch (error) {
      if (hasCode(error, 'unauthenticated')) return null
      throw error
    }
  },
})
