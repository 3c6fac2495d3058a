import type { Message } from '../../../core/api/shapes.ts'
import { t } from '../lib/t.ts'
import { Button } from '../ui/button.tsx'
import { useDeliveryActions } from './use-delivery-actions.ts'

/** A message that did not arrive, or may not have: why, in plain words, and what to do. */
export function DeliveryTrouble({ message }: { readonly message: Message }) {
  const { retry, cancel, isBusy } = useDeliveryActions(message)
  if (message.status !== 'failed' && message.status !== 'in_doubt') return null
  const isDoubtful = message.status === 'in_doubt'
  return (
    <div className="mt-1 flex flex-wrap items-center justify-end gap-1.5">
      <span className={isDoubtful ? 'text-meta text-warn' : 'text-meta text-danger'}>
        {isDoubtful
          ? t('delivery.doubtText')
          : message.failure === null
            ? t('delivery.failed')
            : t(`failure.${message.failure.reason}`)}
      </span>
      <Button size="sm" onClick={retry} isBusy={isBusy}>
        {t(isDoubtful ? 'delivery.sendAgain' : 'delivery.retry')}
      </Button>
      <Button size="sm" look="quiet" onClick={cancel} disabled={isBusy}>
        {t(isDoubtful ? 'delivery.leave' : 'ui.cancel')}
      </Button>
    </div>
  )
}
