import { cx } from '../lib/cx.ts'

type Look = Readonly<{ direction: 'in' | 'out' | 'note'; isFirst: boolean; isLast: boolean }>

/** The grouped corner on the sender's side is tight; a note is a paper slip with a straight left edge. */
export function bubbleClass({ direction, isFirst, isLast }: Look): string {
  return cx(
    'relative max-w-[min(36rem,85%)] min-w-16 px-3 py-1.5 text-body wrap-anywhere',
    direction === 'in' && cx('rounded-bubble bg-bubble-in', !isFirst && 'rounded-tl-chip', !isLast && 'rounded-bl-chip'),
    direction === 'out' && cx('rounded-bubble bg-bubble-out', !isFirst && 'rounded-tr-chip', !isLast && 'rounded-br-chip'),
    direction === 'note' && 'rounded-r-bubble border-l-2 border-note-strong bg-note text-note-fg',
  )
}
