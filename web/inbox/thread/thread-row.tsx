import type { Dialogue, Message } from '../../../core/api/shapes.ts'
import { useNow } from '../lib/clock.ts'
import { dayLabel } from '../lib/format-time.ts'
import { t } from '../lib/t.ts'
import { MessageBubble } from './message-bubble.tsx'
import { PendingBubble } from './pending-bubble.tsx'
import { SystemLine } from './system-line.tsx'
import type { ThreadItem } from './thread-items.ts'

type ThreadRowProps = { readonly item: ThreadItem; readonly dialogue: Dialogue; readonly onReply: (message: Message) => void }

export function ThreadRow({ item, dialogue, onReply }: ThreadRowProps) {
  switch (item.type) {
    case 'day':
      return <DayLine at={item.at} />
    case 'unread':
      return (
        <div className="flex items-center gap-3 py-2 text-meta font-medium text-waiting">
          <span className="h-px flex-1 bg-waiting/50" />
          {t('thread.unreadLine')}
          <span className="h-px flex-1 bg-waiting/50" />
        </div>
      )
    case 'system':
      return <SystemLine message={item.message} />
    case 'message':
      return (
        <MessageBubble message={item.message} isFirst={item.isFirst} isLast={item.isLast} dialogue={dialogue} onReply={onReply} />
      )
    case 'pending':
      return <PendingBubble entry={item.entry} />
    default:
      return item satisfies never
  }
}

function DayLine({ at }: { readonly at: string }) {
  const now = useNow()
  return (
    <div className="flex items-center gap-3 py-2 text-meta text-fg-3">
      <span className="h-px flex-1 bg-line" />
      <time dateTime={at}>{dayLabel(at, now)}</time>
      <span className="h-px flex-1 bg-line" />
    </div>
  )
}
