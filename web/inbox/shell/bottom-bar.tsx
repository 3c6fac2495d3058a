import { Link, useLocation } from '@tanstack/react-router'
import { Inbox, Settings } from 'lucide-react'
import type { Me } from '../../../core/api/shapes.ts'
import { t } from '../lib/t.ts'
import { useUnreadCount } from '../session/use-unread-count.ts'
import { Icon } from '../ui/icon.tsx'
import { mayAdminister } from './may-administer.ts'

const itemClass =
  'relative flex h-14 flex-1 flex-col items-center justify-center gap-0.5 text-meta-sm text-fg-2 aria-[current=page]:text-accent'

export function BottomBar({ me }: { readonly me: Me }) {
  const unread = useUnreadCount()
  const isInbox = useLocation().pathname.startsWith('/inbox')
  return (
    <nav aria-label={t('shell.navigation')} className="flex border-t border-line bg-app pb-[env(safe-area-inset-bottom)]">
      <Link to="/inbox/$view" params={{ view: 'mine' }} aria-current={isInbox ? 'page' : undefined} className={itemClass}>
        <Icon of={Inbox} className="size-5" />
        {t('shell.inbox')}
        {unread > 0 ? <span className="absolute top-2 ml-7 size-2 rounded-full bg-waiting" aria-hidden="true" /> : null}
      </Link>
      {mayAdminister(me) ? (
        <Link to="/admin" activeOptions={{ exact: false }} className={itemClass}>
          <Icon of={Settings} className="size-5" />
          {t('shell.admin')}
        </Link>
      ) : null}
    </nav>
  )
}
