import { AlertCircle, Clock } from 'lucide-react'
import { clockTime } from '../lib/format-time.ts'
import { changeInOutbox, dropFromOutbox, type OutboxEntry } from '../lib/outbox.ts'
import { t } from '../lib/t.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { bubbleClass } from './bubble-class.ts'
import { RichText } from './rich-text.tsx'

/** A message that the hub does not have yet. */
export function PendingBubble({ entry }: { readonly entry: OutboxEntry }) {
  const isRefused = entry.state === 'refused'
  const status = t(
    entry.state === 'sending' ? 'delivery.queued' : entry.state === 'conflict' ? 'delivery.waitsForYou' : 'delivery.refused',
  )
  return (
    <article className="flex flex-col items-end pt-0.5">
      <div className={bubbleClass({ direction: entry.note ? 'note' : 'out', isFirst: true, isLast: true })}>
        {entry.files.length === 0 ? null : (
          <ul className="text-meta text-fg-2">
            {entry.files.map((file) => (
              <li key={file.id}>{file.name}</li>
            ))}
          </ul>
        )}
        {entry.text === '' ? null : <RichText text={entry.text} />}
        <p className="mt-0.5 flex items-center justify-end gap-1 text-meta-sm text-fg-2">
          <time dateTime={entry.createdAt}>{clockTime(entry.createdAt)}</time>
          <span role="img" aria-label={status} title={status} className={isRefused ? 'text-danger' : undefined}>
            <Icon of={entry.state === 'sending' ? Clock : AlertCircle} className="size-3.5" />
          </span>
        </p>
      </div>
      {isRefused ? (
        <div role="alert" className="mt-1 flex max-w-[min(36rem,85%)] flex-wrap items-center justify-end gap-1.5">
          <span className="text-meta text-danger">{entry.error ?? status}</span>
          <Button size="sm" onClick={() => changeInOutbox(entry.clientId, { state: 'sending', error: null })}>
            {t('delivery.retry')}
          </Button>
          <Button size="sm" look="quiet" onClick={() => dropFromOutbox(entry.clientId)}>
            {t('delivery.discard')}
          </Button>
        </div>
      ) : null}
    </article>
  )
}
