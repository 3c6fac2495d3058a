import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown } from 'lucide-react'
import { type RefObject, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react'
import type { Dialogue, Message } from '../../../core/api/shapes.ts'
import { t } from '../lib/t.ts'
import { useAttentive } from '../lib/use-attentive.ts'
import { Icon } from '../ui/icon.tsx'
import type { ThreadItem } from './thread-items.ts'
import { ThreadRow } from './thread-row.tsx'
import { TypingLine } from './typing-line.tsx'

type MessageListProps = {
  readonly dialogue: Dialogue
  readonly items: readonly ThreadItem[]
  readonly hasOlder: boolean
  readonly isLoadingOlder: boolean
  readonly onOlder: () => void
  /** The newest message stands on a screen that someone looks at. */
  readonly onSeen: () => void
  readonly onReply: (message: Message) => void
  readonly toNewest: RefObject<() => void>
}

/** So near the end counts as being there, in pixels. */
const nearEnd = 80

export function MessageList({ dialogue, items, hasOlder, isLoadingOlder, onOlder, onSeen, onReply, toNewest }: MessageListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const [isAtEnd, setAtEnd] = useState(true)
  const isAttentive = useAttentive()
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 56,
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 12,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: nearEnd,
    paddingStart: 12,
    paddingEnd: 8,
    // Heights become known after the first paint, so the end may move without a scroll.
    onChange: (list) => setAtEnd(list.isAtEnd(nearEnd)),
  })

  // A thread opens at its first unread message, else at its end. The scroll position is the browser's.
  const [unreadAt] = useState(() => items.findIndex((item) => item.type === 'unread'))
  useLayoutEffect(() => {
    if (unreadAt === -1) rows.scrollToEnd()
    else rows.scrollToIndex(unreadAt, { align: 'start' })
  }, [rows, unreadAt])

  useImperativeHandle(toNewest, () => () => rows.scrollToEnd(), [rows])

  const first = rows.getVirtualItems()[0]?.index ?? 0
  useEffect(() => {
    if (hasOlder && !isLoadingOlder && first <= 3) onOlder()
  }, [hasOlder, isLoadingOlder, first, onOlder])

  // Telling the hub what has been read follows from what is seen, not from a press.
  useEffect(() => {
    if (isAtEnd && isAttentive) onSeen()
  }, [isAtEnd, isAttentive, onSeen])

  return (
    <div className="relative min-h-0 flex-1">
      <section
        ref={scroller}
        aria-label={t('thread.messages')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={() => setAtEnd(rows.isAtEnd(nearEnd))}
        className="flex h-full flex-col overflow-x-hidden overflow-y-auto overscroll-contain -outline-offset-2"
      >
        {isLoadingOlder ? (
          <p className="after-a-moment absolute inset-x-0 top-1 text-center text-meta text-fg-3">{t('ui.loading')}</p>
        ) : null}
        <ol className="relative mx-auto mt-auto w-full max-w-3xl shrink-0" style={{ blockSize: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const item = items[row.index]
            if (item === undefined) return null
            return (
              <li
                key={row.key}
                ref={rows.measureElement}
                data-index={row.index}
                className="absolute inset-x-0 top-0 px-3 sm:px-4"
                style={{ transform: `translateY(${row.start}px)` }}
              >
                <ThreadRow item={item} dialogue={dialogue} onReply={onReply} />
              </li>
            )
          })}
        </ol>
      </section>
      <TypingLine dialogueId={dialogue.id} />
      {isAtEnd ? null : (
        <button
          type="button"
          onClick={() => rows.scrollToEnd()}
          className="float-in absolute right-4 bottom-3 flex h-8 items-center gap-1.5 rounded-full border border-line bg-overlay px-3 text-meta font-medium shadow-menu hover:bg-hover pointer-coarse:h-10"
        >
          <Icon of={ArrowDown} />
          {dialogue.unread > 0 ? t('thread.newBelow', { count: dialogue.unread }) : t('thread.toNewest')}
        </button>
      )}
    </div>
  )
}
