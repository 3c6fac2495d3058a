import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError, hasCode } from './api-error.ts'

/** Server state lives here only. The stream keeps it fresh, so nothing is fetched again merely because a window got the focus. */
export function createQueryClient(onSignedOut: (client: QueryClient) => void): QueryClient {
  const notice = (error: unknown): void => {
    if (hasCode(error, 'unauthenticated')) onSignedOut(client)
  }
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: notice }),
    mutationCache: new MutationCache({ onError: notice }),
    defaultOptions: {
      queries: {
        staleTime: 5 * 60_000,
        gcTime: 15 * 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && isWorthAnotherTry(error),
      },
      mutations: { retry: false },
    },
  })
  return client
}

function isWorthAnotherTry(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 'network' || error.code === 'unavailable' || error.status >= 500)
}
