import { Link, useLocation } from '@tanstack/react-router'
import { Inbox, Settings } from 'lucide-react'
import type { Me } from '../../../core/api/shapes.ts'
import { t } from '../lib/t.ts'
import { useUnreadCount } from '../session/use-unread-count.ts'
import { Icon } from '../ui/icon.tsx'
import { Mark } from '../ui/mark.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { mayAdminister } from './may-administer.ts'

const itemClass =
  'relative flex size-10 items-center justify-center rounded-button text-fg-2 hover:bg-sunken hover:text-fg aria-[current=page]:bg-selected aria-[current=page]:text-accent'

export function Rail({ me }: { readonly me: Me }) {
  const unread = useUnreadCount()
  const isInbox = useLocation().pathname.startsWith('/inbox')
  return (
    <nav
      aria-label={t('shell.navigation')}
      className="row-span-2 hidden flex-col items-center gap-1 border-r border-line py-2 sm:flex"
    >
      <Link to="/" aria-label="Hubbub" className="mb-2 flex size-10 items-center justify-center rounded-button">
        <Mark />
      </Link>
      <Tooltip text={t('shell.inbox')} side="right">
        <Link
          to="/inbox/$view"
          params={{ view: 'mine' }}
          aria-current={isInbox ? 'page' : undefined}
          className={itemClass}
          aria-label={inboxLabel(unread)}
        >
          <Icon of={Inbox} className="size-[18px]" />
          {unread > 0 ? (
            <span className="absolute top-0.5 right-0 min-w-4 rounded-full bg-waiting px-1 text-center text-[0.625rem] leading-4 font-bold text-waiting-on">
              {unread > 99 ? '99+' : unread}
            </span>
          ) : null}
        </Link>
      </Tooltip>
      <span className="flex-1" />
      {mayAdminister(me) ? (
        <Tooltip text={t('shell.admin')} side="right">
          <Link to="/admin" activeOptions={{ exact: false }} className={itemClass} aria-label={t('shell.admin')}>
            <Icon of={Settings} className="size-[18px]" />
          </Link>
        </Tooltip>
      ) : null}
    </nav>
  )
}

const inboxLabel = (unread: number): string => (unread > 0 ? t('shell.inboxUnread', { count: unread }) : t('shell.inbox'))
