import { useInfiniteQuery } from '@tanstack/react-query'
import { dialoguesQuery } from '../queries/dialogues.ts'

/** How many of your own dialogues hold something that you have not read. */
export function useUnreadCount(): number {
  const mine = useInfiniteQuery(dialoguesQuery({ view: 'mine', channelId: null, propertyId: null }))
  return mine.data?.pages.flatMap((page) => page.items).filter((dialogue) => dialogue.unread > 0).length ?? 0
}
