import { Reply } from 'lucide-react'
import type { Dialogue, Message } from '../../../core/api/shapes.ts'
import { cx } from '../lib/cx.ts'
import { t } from '../lib/t.ts'
import { useMe } from '../session/me-context.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { bubbleClass } from './bubble-class.ts'
import { BubbleFiles } from './bubble-files.tsx'
import { BubbleMeta } from './bubble-meta.tsx'
import { DeliveryTrouble } from './delivery-trouble.tsx'
import { RichText } from './rich-text.tsx'
import { useCapabilities } from './use-capabilities.ts'

type MessageBubbleProps = {
  readonly message: Message
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly dialogue: Dialogue
  readonly onReply: (message: Message) => void
}

export function MessageBubble({ message, isFirst, isLast, dialogue, onReply }: MessageBubbleProps) {
  const me = useMe()
  const capabilities = useCapabilities(dialogue.channelId)
  const direction = message.direction === 'system' ? 'in' : message.direction
  const isOurs = direction !== 'in'
  const mayQuote =
    direction !== 'note' && !message.removed && (capabilities?.quote === 'native' || capabilities?.quote === 'fallback')
  return (
    <article className={cx('group/bubble flex flex-col', isOurs ? 'items-end' : 'items-start', isFirst ? 'pt-2' : 'pt-0.5')}>
      {isFirst && isOurs ? (
        <p className="mb-0.5 px-1 text-meta-sm text-fg-3">{authorText(message, me.manager?.id ?? null)}</p>
      ) : null}
      {isFirst && !isOurs ? <p className="sr-only">{t('thread.customer')}</p> : null}
      <div className={cx('flex w-full items-center gap-1', isOurs && 'flex-row-reverse')}>
        <div className={bubbleClass({ direction, isFirst, isLast })}>
          {message.replyTo === null ? null : (
            <blockquote className="mb-1 truncate border-l-2 border-accent pl-2 text-meta text-fg-2">
              <span className="sr-only">{t('thread.inReplyTo')} </span>
              {message.replyTo.text === '' ? t('thread.aFile') : message.replyTo.text}
            </blockquote>
          )}
          {message.removed ? <p className="text-fg-2 italic">{t('thread.removed')}</p> : null}
          {message.unsupported === null ? null : (
            <p className="text-fg-2 italic">{t('thread.unsupported', { kind: message.unsupported })}</p>
          )}
          {message.files.length === 0 ? null : <BubbleFiles files={message.files} />}
          {message.text === '' ? null : <RichText text={message.text} />}
          {message.buttons.length === 0 ? null : (
            <ul aria-label={t('thread.buttons')} className="mt-1.5 flex flex-wrap gap-1.5 pb-0.5">
              {message.buttons.map((button) => (
                <li key={button.value} className="rounded-chip border border-control/60 px-2 text-meta">
                  {button.label}
                </li>
              ))}
            </ul>
          )}
          <BubbleMeta message={message} receipts={capabilities?.receipts} />
        </div>
        {mayQuote ? (
          <span
            className={cx(
              'opacity-0 transition-opacity duration-[90ms] group-hover/bubble:opacity-100 focus-within:opacity-100',
              isOurs ? 'pointer-coarse:hidden' : 'pointer-coarse:opacity-60',
            )}
          >
            <IconButton icon={Reply} label={t('thread.quote')} onClick={() => onReply(message)} className="size-7" />
          </span>
        ) : null}
      </div>
      {message.reactions.length === 0 ? null : (
        <p className="-mt-1 flex gap-1 px-2">
          {message.reactions.map((reaction) => (
            <span key={`${reaction.by}${reaction.emoji}`} className="rounded-full border border-line bg-surface px-1.5 text-meta">
              {reaction.emoji}
            </span>
          ))}
        </p>
      )}
      <DeliveryTrouble message={message} />
    </article>
  )
}

function authorText(message: Message, ownId: string | null): string {
  const name =
    message.author.type === 'hub'
      ? t('thread.automatic')
      : message.author.id === ownId
        ? t('thread.you')
        : (message.author.name ?? t('decision.someone'))
  return message.direction === 'note' ? t('thread.noteBy', { name }) : name
}
