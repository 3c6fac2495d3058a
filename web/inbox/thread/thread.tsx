import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Dialogue, Message } from '../../../core/api/shapes.ts'
import { CustomerPanel } from '../contact/customer-panel.tsx'
import { useDrafts } from '../lib/drafts.ts'
import { useOutbox } from '../lib/outbox.ts'
import { useLive } from '../live/live-state.ts'
import { usePreferences } from '../prefs/preferences.ts'
import { messagesQuery } from '../queries/messages.ts'
import { useMe } from '../session/me-context.ts'
import { useChangePreferences } from '../session/use-change-preferences.ts'
import { FailedState } from '../ui/failed-state.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { Composer } from './composer.tsx'
import { ConflictBanner } from './conflict-banner.tsx'
import { MessageList } from './message-list.tsx'
import { ThreadHeader } from './thread-header.tsx'
import { threadItems } from './thread-items.ts'
import { writeNote } from './thread-ui.ts'
import { useMarkRead } from './use-mark-read.ts'
import { useThreadKeys } from './use-thread-keys.ts'

/** One dialogue: header, messages, composer and, beside them, who the customer is. Mounted anew for each dialogue. */
export function Thread({ dialogue }: { readonly dialogue: Dialogue }) {
  const me = useMe()
  const messages = useInfiniteQuery(messagesQuery(dialogue.id))
  const entries = useOutbox((state) => state.entries)
  const hasPanel = usePreferences((preferences) => preferences.contactPanel)
  const [isPanelOverlaid, setPanelOverlaid] = useState(false)
  const [readSeq] = useState(dialogue.readSeq)
  const [replyTo, setReplyTo] = useState<Message | null>(null)
  const toNewest = useRef<() => void>(() => undefined)
  const seenSeq = useRef(dialogue.readSeq)
  const markRead = useMarkRead()
  const send = useLive((live) => live.send)

  // The composer opens as the draft was left.
  useEffect(() => writeNote(dialogue.id, useDrafts.getState().drafts[dialogue.id]?.note ?? false), [dialogue.id])

  // Colleagues see who is looking; told once per dialogue and again after a reconnection.
  useEffect(() => {
    send({ type: 'viewing', dialogueId: dialogue.id })
    return () => send({ type: 'viewing', dialogueId: null })
  }, [send, dialogue.id])

  const newest = messages.data?.pages[0]?.items.at(-1)?.seq ?? 0
  const onSeen = useCallback(() => {
    seenSeq.current = Math.max(seenSeq.current, newest)
    markRead(dialogue)
  }, [newest, dialogue, markRead])

  const togglePanel = useTogglePanel(setPanelOverlaid)
  useThreadKeys(dialogue, togglePanel)

  const own = entries.filter((entry) => entry.dialogueId === dialogue.id && entry.managerId === me.manager?.id)
  const known = messages.data === undefined ? undefined : [...messages.data.pages].reverse().flatMap((page) => page.items)
  return (
    <div className={`grid h-full min-h-0 ${hasPanel ? 'lg:grid-cols-[1fr_300px]' : ''}`}>
      <div className="relative flex min-h-0 min-w-0 flex-col">
        <ThreadHeader dialogue={dialogue} isPanelShown={hasPanel} onPanel={togglePanel} />
        {known === undefined ? (
          messages.error === null ? (
            <div className="flex-1">
              <Skeleton rows={4} height={56} />
            </div>
          ) : (
            <div className="flex-1">
              <FailedState error={messages.error} onRetry={() => void messages.refetch()} />
            </div>
          )
        ) : (
          <MessageList
            dialogue={dialogue}
            items={threadItems(known, own, readSeq)}
            hasOlder={messages.hasNextPage}
            isLoadingOlder={messages.isFetchingNextPage}
            onOlder={() => void messages.fetchNextPage()}
            onSeen={onSeen}
            onReply={setReplyTo}
            toNewest={toNewest}
          />
        )}
        <ConflictBanner entries={own} onSee={() => toNewest.current()} />
        <Composer
          dialogue={dialogue}
          replyTo={replyTo}
          onReplyTo={setReplyTo}
          lastInboundAt={known?.findLast((message) => message.direction === 'in')?.createdAt ?? null}
          seenSeq={() => seenSeq.current}
          onSent={() => toNewest.current()}
        />
      </div>
      <CustomerPanel
        dialogue={dialogue}
        isInline={hasPanel}
        isOverlaid={isPanelOverlaid}
        onClose={() => setPanelOverlaid(false)}
      />
    </div>
  )
}

/** Beside the thread where there is room (the choice is remembered), over it where there is none. */
function useTogglePanel(setOverlaid: (change: (isOpen: boolean) => boolean) => void): () => void {
  const change = useChangePreferences()
  return () => {
    if (matchMedia('(min-width: 80rem)').matches) change({ contactPanel: !usePreferences.getState().contactPanel })
    else setOverlaid((isOpen) => !isOpen)
  }
}
