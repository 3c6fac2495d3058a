import { useUnreadCount } from './use-unread-count.ts'

/** The document's title, with the number of unread dialogues before it. */
export function PageTitle({ of }: { readonly of: string }) {
  const unread = useUnreadCount()
  return <title>{`${unread > 0 ? `(${unread}) ` : ''}${of} · Hubbub`}</title>
}
