import { useNavigate, useParams } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import type { Dialogue } from '../../../core/api/shapes.ts'
import { useNow } from '../lib/clock.ts'
import { stableOrder } from '../lib/stable-order.ts'
import { t } from '../lib/t.ts'
import { useShortcuts } from '../session/use-shortcuts.ts'
import { DialogueRow } from './dialogue-row.tsx'
import { useListFilter } from './use-list-filter.ts'
import { useRowFacts } from './use-row-facts.ts'

type DialogueListProps = {
  readonly items: readonly Dialogue[]
  readonly hasMore: boolean
  readonly isLoadingMore: boolean
  readonly onMore: () => void
}

const rowHeight = 64

export function DialogueList({ items, hasMore, isLoadingMore, onMore }: DialogueListProps) {
  const [frozen, setFrozen] = useState<readonly string[] | null>(null)
  const { shown, waiting } = stableOrder(frozen, items)
  const scroller = useRef<HTMLDivElement>(null)
  const factsOf = useRowFacts()
  const now = useNow()
  const { view } = useListFilter()
  const navigate = useNavigate()
  const { dialogueId } = useParams({ strict: false })
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16),
    getItemKey: (index) => shown[index]?.id ?? index,
    overscan: 8,
  })
  const last = rows.getVirtualItems().at(-1)?.index ?? 0

  // Scrolling near the end is the wish for more.
  useEffect(() => {
    if (hasMore && !isLoadingMore && last >= shown.length - 12) onMore()
  }, [hasMore, isLoadingMore, last, shown.length, onMore])

  const go = (step: 1 | -1): void => {
    const at = shown.findIndex((dialogue) => dialogue.id === dialogueId)
    const next = shown[at === -1 ? 0 : at + step]
    if (next === undefined) return
    rows.scrollToIndex(shown.indexOf(next), { align: 'auto' })
    void navigate({ to: '/inbox/$view/$dialogueId', params: { view, dialogueId: next.id }, search: (search) => search })
  }
  useShortcuts({ j: () => go(1), k: () => go(-1), arrowdown: () => go(1), arrowup: () => go(-1) })

  return (
    <div className="relative min-h-0 flex-1">
      {waiting > 0 ? (
        <div role="status" className="pointer-events-none absolute inset-x-0 top-2 z-10 flex justify-center">
          <button
            type="button"
            onClick={() => {
              setFrozen(items.map((dialogue) => dialogue.id))
              rows.scrollToOffset(0)
            }}
            className="float-in pointer-events-auto rounded-full border border-line bg-overlay px-3 py-1 text-meta font-medium text-accent shadow-menu hover:bg-hover"
          >
            {t('list.updates', { count: waiting })}
          </button>
        </div>
      ) : null}
      <div
        ref={scroller}
        className="h-full overflow-y-auto overscroll-contain"
        onPointerEnter={(event) => {
          if (event.pointerType === 'mouse') setFrozen(items.map((dialogue) => dialogue.id))
        }}
        onPointerLeave={() => setFrozen(null)}
      >
        <ul className="relative" style={{ blockSize: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const dialogue = shown[row.index]
            if (dialogue === undefined) return null
            return (
              <li
                key={row.key}
                className="absolute inset-x-0 top-0"
                style={{ blockSize: row.size, transform: `translateY(${row.start}px)` }}
              >
                <DialogueRow
                  dialogue={dialogue}
                  view={view}
                  now={now}
                  facts={factsOf(dialogue)}
                  isSelected={dialogue.id === dialogueId}
                />
              </li>
            )
          })}
        </ul>
        {isLoadingMore ? <p className="after-a-moment p-3 text-center text-meta text-fg-3">{t('ui.loading')}</p> : null}
      </div>
    </div>
  )
}
