import { Link } from '@tanstack/react-router'
import { AlertCircle } from 'lucide-react'
import type { Dialogue } from '../../../core/api/shapes.ts'
import { ChannelGlyph } from '../channel-glyph.tsx'
import { contactName } from '../lib/contact-name.ts'
import { cx } from '../lib/cx.ts'
import { fullTime, listTime } from '../lib/format-time.ts'
import { t } from '../lib/t.ts'
import type { View } from '../queries/views.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icon.tsx'
import { RowSnippet } from './row-snippet.tsx'
import type { RowFacts } from './use-row-facts.ts'
import { WaitingBar } from './waiting-bar.tsx'

type DialogueRowProps = {
  readonly dialogue: Dialogue
  readonly view: View
  readonly now: number
  readonly facts: RowFacts
  readonly isSelected: boolean
}

export function DialogueRow({ dialogue, view, now, facts, isSelected }: DialogueRowProps) {
  const name = contactName(dialogue.contact)
  const isUnread = dialogue.unread > 0
  return (
    <Link
      to="/inbox/$view/$dialogueId"
      params={{ view, dialogueId: dialogue.id }}
      search={(search) => search}
      aria-current={isSelected ? 'true' : undefined}
      className={cx(
        'relative flex h-full items-center gap-2.5 border-b border-line pr-3 pl-4 -outline-offset-2',
        isSelected ? 'bg-selected' : 'hover:bg-hover',
      )}
    >
      {dialogue.waitingSince === null || dialogue.status !== 'open' ? null : (
        <WaitingBar since={dialogue.waitingSince} now={now} />
      )}
      <span
        className="flex size-8 shrink-0 items-center justify-center rounded-full border border-line bg-surface"
        title={facts.channel?.name}
      >
        <ChannelGlyph kind={facts.channel?.kind} />
        {facts.channel === undefined ? null : <span className="sr-only">{facts.channel.name}: </span>}
      </span>
      <span className="flex min-w-0 flex-1 flex-col gap-0.5">
        <span className="flex items-baseline gap-2">
          <span className={cx('min-w-0 flex-1 truncate', isUnread ? 'font-bold' : 'font-medium')}>{name}</span>
          {facts.unsent === undefined ? null : (
            <span className="self-center text-danger">
              <Icon of={AlertCircle} className="size-3.5" />
              <span className="sr-only">{t('list.unsent')}</span>
            </span>
          )}
          <time
            dateTime={dialogue.lastMessageAt}
            title={fullTime(dialogue.lastMessageAt)}
            className="shrink-0 text-meta-sm text-fg-3"
          >
            {listTime(dialogue.lastMessageAt, now)}
          </time>
        </span>
        <span className="flex h-5 items-center gap-2">
          <RowSnippet dialogue={dialogue} facts={facts} isUnread={isUnread} />
          {isUnread ? (
            <span
              data-tabular
              className="min-w-4 shrink-0 rounded-full bg-waiting px-1 text-center text-[0.625rem] leading-4 font-bold text-waiting-on"
            >
              {dialogue.unread > 99 ? '99+' : dialogue.unread}
              <span className="sr-only"> {t('list.unread')}</span>
            </span>
          ) : null}
          {facts.assignee === undefined || view === 'mine' ? null : (
            <span className="shrink-0" title={facts.assignee.name}>
              <Avatar name={facts.assignee.name} size="xs" />
              <span className="sr-only">{t('list.assignedTo', { name: facts.assignee.name })}</span>
            </span>
          )}
        </span>
      </span>
    </Link>
  )
}
