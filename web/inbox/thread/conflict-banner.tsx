import { changeInOutbox, dropFromOutbox, type OutboxEntry } from '../lib/outbox.ts'
import { t } from '../lib/t.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

type ConflictBannerProps = { readonly entries: readonly OutboxEntry[]; readonly onSee: () => void }

/** Someone wrote while you did: your message waits for your word. */
export function ConflictBanner({ entries, onSee }: ConflictBannerProps) {
  const waiting = entries.find((entry) => entry.state === 'conflict')
  if (waiting === undefined) return null
  return (
    <div className="mx-auto w-full max-w-3xl px-3 pb-2 sm:px-4">
      <Notice tone="warn" role="alert">
        <div className="flex flex-wrap items-center gap-2">
          <span className="min-w-0 flex-1">{t('conflict.text')}</span>
          <Button size="sm" onClick={onSee}>
            {t('conflict.see')}
          </Button>
          <Button size="sm" onClick={() => dropFromOutbox(waiting.clientId)}>
            {t('conflict.discard')}
          </Button>
          <Button
            size="sm"
            look="primary"
            onClick={() => changeInOutbox(waiting.clientId, { state: 'sending', lastSeenSeq: null, error: null })}
          >
            {t('conflict.send')}
          </Button>
        </div>
      </Notice>
    </div>
  )
}
