import { AlertCircle, Check, CheckCheck, CircleHelp, CircleSlash, Clock } from 'lucide-react'
import type { ChannelKindInfo, Message } from '../../../core/api/shapes.ts'
import { cx } from '../lib/cx.ts'
import { t } from '../lib/t.ts'
import { Icon } from '../ui/icon.tsx'

type DeliveryTickProps = {
  readonly status: NonNullable<Message['status']>
  readonly receipts: ChannelKindInfo['capabilities']['receipts'] | undefined
}

const icons = {
  queued: Clock,
  sending: Clock,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  failed: AlertCircle,
  in_doubt: CircleHelp,
  cancelled: CircleSlash,
} as const

export function DeliveryTick({ status, receipts }: DeliveryTickProps) {
  // Where the channel tells no more, "sent" is the best that can be known, and the tooltip says so.
  const isFinal = status === 'sent' && receipts?.delivered === false && !receipts.read
  const text = isFinal ? t('delivery.sentFinal') : t(`delivery.${status}`)
  return (
    <span role="img" aria-label={text} title={text} className={cx('inline-flex', colour(status))}>
      <Icon of={icons[status]} className={cx('size-3.5', status === 'read' && 'stroke-[2.2]')} />
    </span>
  )
}

function colour(status: DeliveryTickProps['status']): string {
  if (status === 'failed') return 'text-danger'
  if (status === 'in_doubt') return 'text-warn'
  return status === 'read' ? 'text-accent' : 'text-fg-2'
}
