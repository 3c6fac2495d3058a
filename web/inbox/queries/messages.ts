import { infiniteQueryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'

export const messagesKey = (dialogueId: string) => ['messages', dialogueId] as const

/** Pages from the newest backwards; each page ascends. A page's parameter is the seq that it ends before. */
export const messagesQuery = (dialogueId: string) =>
  infiniteQueryOptions({
    queryKey: messagesKey(dialogueId),
    queryFn: ({ pageParam, signal }) =>
      api('GET /dialogues/{id}/messages', {
        params: { id: dialogueId },
        query: { limit: 50, ...(pageParam === null ? {} : { before: pageParam }) },
        signal,
      }),
    initialPageParam: newest(),
    getNextPageParam: (page) => (page.hasMore ? (page.items[0]?.seq ?? null) : null),
  })

/** The parameter's type can't be read off `null` alone. */
function newest(): number | null {
  return null
}
