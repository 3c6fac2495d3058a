import { LogOut, MonitorSmartphone, SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import type { Manager, Me } from '../../../core/api/shapes.ts'
import { t } from '../lib/t.ts'
import { useChangeStatus } from '../session/use-change-status.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Menu } from '../ui/menu.tsx'
import { MenuChoice } from '../ui/menu-choice.tsx'
import { MenuItem } from '../ui/menu-item.tsx'
import { MenuSeparator } from '../ui/menu-separator.tsx'
import { StatusDot } from '../ui/status-dot.tsx'
import { PreferencesDialog } from './preferences-dialog.tsx'
import { SessionsDialog } from './sessions-dialog.tsx'
import { useSignOut } from './use-sign-out.ts'

const statuses: readonly Manager['status'][] = ['free', 'busy', 'lunch', 'break', 'offline']

export function ProfileMenu({ me }: { readonly me: Me }) {
  const changeStatus = useChangeStatus()
  const signOut = useSignOut()
  const [open, setOpen] = useState<'sessions' | 'preferences' | null>(null)
  const name = me.manager?.name ?? me.user?.name ?? ''
  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            className="flex h-9 items-center gap-2 rounded-button px-1.5 hover:bg-sunken data-[state=open]:bg-sunken pointer-coarse:h-10"
          >
            <Avatar name={name} status={me.manager?.status} />
            <span className="hidden text-fg-2 md:inline">{me.manager === null ? null : t(`status.${me.manager.status}`)}</span>
            <span className="sr-only">{t('shell.profileOf', { name })}</span>
          </button>
        }
      >
        <div className="px-2 pt-1 pb-2">
          <p className="truncate font-bold">{name}</p>
          <p className="truncate text-meta text-fg-3">{me.user?.email}</p>
        </div>
        {me.manager === null ? null : (
          <>
            <MenuSeparator />
            <MenuChoice
              label={t('shell.status')}
              value={me.manager.status}
              onValue={(status) => changeStatus(status)}
              choices={statuses.map((status) => ({
                value: status,
                label: (
                  <>
                    <StatusDot status={status} />
                    {t(`status.${status}`)}
                  </>
                ),
              }))}
            />
          </>
        )}
        <MenuSeparator />
        <MenuItem icon={SlidersHorizontal} onSelect={() => setOpen('preferences')}>
          {t('shell.preferences')}
        </MenuItem>
        <MenuItem icon={MonitorSmartphone} onSelect={() => setOpen('sessions')}>
          {t('shell.sessions')}
        </MenuItem>
        <MenuItem icon={LogOut} onSelect={signOut}>
          {t('shell.signOut')}
        </MenuItem>
      </Menu>
      {open === 'sessions' ? <SessionsDialog onClose={() => setOpen(null)} /> : null}
      {open === 'preferences' ? <PreferencesDialog onClose={() => setOpen(null)} /> : null}
    </>
  )
}
