import type { Message } from '../../../core/api/shapes.ts'
import { isSameDay } from '../lib/format-time.ts'
import type { OutboxEntry } from '../lib/outbox.ts'

/** What stands in a thread, from top to bottom. */
export type ThreadItem =
  | Readonly<{ type: 'day'; key: string; at: string }>
  | Readonly<{ type: 'unread'; key: string }>
  | Readonly<{ type: 'system'; key: string; message: Message }>
  | Readonly<{ type: 'message'; key: string; message: Message; isFirst: boolean; isLast: boolean }>
  | Readonly<{ type: 'pending'; key: string; entry: OutboxEntry }>

const groupMs = 5 * 60_000

/**
 * `readSeq` is how far was read when the thread was opened: the divider stands before the first customer message after it, and stays.
 * An outbox entry that the hub already has as a message is left out.
 */
export function threadItems(
  messages: readonly Message[],
  entries: readonly OutboxEntry[],
  readSeq: number,
): readonly ThreadItem[] {
  const items: ThreadItem[] = []
  const firstUnread = messages.find((message) => message.direction === 'in' && message.seq > readSeq)
  messages.forEach((message, index) => {
    const before = messages[index - 1]
    const after = messages[index + 1]
    if (before === undefined || !isSameDay(before.createdAt, message.createdAt)) {
      items.push({ type: 'day', key: `day-${message.createdAt.slice(0, 10)}-${message.seq}`, at: message.createdAt })
    }
    // A thread that begins unread needs no line above its first word.
    if (message === firstUnread && before !== undefined) items.push({ type: 'unread', key: 'unread' })
    if (message.direction === 'system') {
      items.push({ type: 'system', key: message.id, message })
      return
    }
    const isFirst = !belongTogether(before, message) || message === firstUnread
    const isLast = !belongTogether(message, after) || after === firstUnread
    items.push({ type: 'message', key: keyOf(message), message, isFirst, isLast })
  })
  const known = new Set(messages.map((message) => message.clientId))
  for (const entry of entries) {
    if (!known.has(entry.clientId)) items.push({ type: 'pending', key: entry.clientId, entry })
  }
  return items
}

/** Our own keep the clientId, so that a bubble stays itself when the hub's answer takes the place of the waiting one. */
const keyOf = (message: Message): string => message.clientId ?? message.id

function belongTogether(before: Message | undefined, after: Message | undefined): boolean {
  if (before === undefined || after === undefined) return false
  return (
    before.direction === after.direction &&
    before.author.type === after.author.type &&
    before.author.id === after.author.id &&
    isSameDay(before.createdAt, after.createdAt) &&
    Date.parse(after.createdAt) - Date.parse(before.createdAt) < groupMs
  )
}
