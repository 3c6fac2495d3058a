import { Link } from '@tanstack/react-router'
import { ArrowLeft, CircleCheck, MailOpen, PanelRight, RotateCcw, UserPlus } from 'lucide-react'
import type { Dialogue } from '../../../core/api/shapes.ts'
import { ChannelGlyph } from '../channel-glyph.tsx'
import { contactName } from '../lib/contact-name.ts'
import { t } from '../lib/t.ts'
import { useListFilter } from '../list/use-list-filter.ts'
import { useChannels } from '../queries/channels.ts'
import { useProperties } from '../queries/properties.ts'
import { useMe } from '../session/me-context.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { AssignMenu } from './assign-menu.tsx'
import { closeReasonText } from './close-reason-text.ts'
import { DecisionsPopover } from './decisions-popover.tsx'
import { useDialogueActions } from './use-dialogue-actions.ts'
import { Viewers } from './viewers.tsx'

type ThreadHeaderProps = { readonly dialogue: Dialogue; readonly isPanelShown: boolean; readonly onPanel: () => void }

export function ThreadHeader({ dialogue, isPanelShown, onPanel }: ThreadHeaderProps) {
  const me = useMe()
  const actions = useDialogueActions(dialogue)
  const { view } = useListFilter()
  const channel = useChannels().find((candidate) => candidate.id === dialogue.channelId)
  const property = useProperties().find((candidate) => candidate.id === dialogue.propertyId)
  const isClosed = dialogue.status === 'closed'
  const mayTake = dialogue.assigneeId === null && !isClosed && me.rights.includes('take')
  return (
    <header className="flex min-h-13 items-center gap-2 border-b border-line py-1.5 pr-2 pl-3 pt-[max(0.375rem,env(safe-area-inset-top))]">
      <Link
        to="/inbox/$view"
        params={{ view }}
        search={(search) => search}
        aria-label={t('thread.back')}
        className="-ml-1 inline-flex size-9 shrink-0 items-center justify-center rounded-button text-fg-2 hover:bg-hover md:hidden"
      >
        <Icon of={ArrowLeft} />
      </Link>
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2">
          <h2 className="truncate text-title leading-5 font-bold">{contactName(dialogue.contact)}</h2>
          {isClosed ? <Badge>{closeReasonText(dialogue.closeReason)}</Badge> : null}
          <Viewers dialogueId={dialogue.id} />
        </div>
        <p className="flex items-center gap-1.5 text-meta text-fg-3">
          <ChannelGlyph kind={channel?.kind} className="size-3.5" />
          <span className="truncate">{[channel?.name, property?.name].filter(Boolean).join(' · ')}</span>
        </p>
      </div>
      {mayTake ? (
        <Button look="primary" onClick={actions.take} isBusy={actions.isBusy}>
          <Icon of={UserPlus} />
          {t('thread.take')}
        </Button>
      ) : (
        <AssignMenu dialogue={dialogue} actions={actions} />
      )}
      <DecisionsPopover dialogue={dialogue} />
      <span className="max-sm:hidden">
        <IconButton icon={MailOpen} label={t('thread.markUnread')} shortcut="U" onClick={actions.markUnread} />
      </span>
      {isClosed ? (
        <IconButton icon={RotateCcw} label={t('thread.reopen')} shortcut="E" onClick={actions.reopen} />
      ) : (
        <IconButton icon={CircleCheck} label={t('thread.close')} shortcut="E" onClick={actions.close} />
      )}
      <IconButton
        icon={PanelRight}
        label={t('thread.panel')}
        shortcut="]"
        aria-pressed={isPanelShown}
        onClick={onPanel}
        className="aria-pressed:max-lg:bg-transparent aria-pressed:max-lg:text-fg-2"
      />
    </header>
  )
}
