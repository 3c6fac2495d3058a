import type { ChannelKindInfo, Message } from '../../../core/api/shapes.ts'
import { clockTime, fullTime } from '../lib/format-time.ts'
import { t } from '../lib/t.ts'
import { DeliveryTick } from './delivery-tick.tsx'

type BubbleMetaProps = { readonly message: Message; readonly receipts: ChannelKindInfo['capabilities']['receipts'] | undefined }

/** Time, marks and the tick, in the bubble's last line. */
export function BubbleMeta({ message, receipts }: BubbleMetaProps) {
  const marks = [message.edited && t('thread.edited'), message.late && t('thread.late')].filter(Boolean)
  return (
    <p className="mt-0.5 flex items-center justify-end gap-1 text-meta-sm text-fg-2">
      {marks.map((mark) => (
        <span key={String(mark)} title={mark === t('thread.late') ? t('thread.lateHint') : undefined}>
          {mark} ·
        </span>
      ))}
      <time dateTime={message.createdAt} title={t('thread.platformTime', { time: fullTime(message.platformAt) })}>
        {clockTime(message.createdAt)}
      </time>
      {message.direction === 'out' && message.status !== null ? (
        <DeliveryTick status={message.status} receipts={receipts} />
      ) : null}
    </p>
  )
}
