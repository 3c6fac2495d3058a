import { LogOut, MonitorSmartphone } from 'lucide-react'
import { useState } from 'react'
import type { Manager, Me } from '../../../core/api/shapes.ts'
import { changeLanguage, currentLanguage, languages, t } from '../lib/t.ts'
import { textSizes, themes, usePreferences } from '../prefs/preferences.ts'
import { useChangePreferences } from '../session/use-change-preferences.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Menu } from '../ui/menu.tsx'
import { MenuChoice } from '../ui/menu-choice.tsx'
import { MenuItem } from '../ui/menu-item.tsx'
import { MenuSeparator } from '../ui/menu-separator.tsx'
import { StatusDot } from '../ui/status-dot.tsx'
import { SessionsDialog } from './sessions-dialog.tsx'
import { useChangeStatus } from './use-change-status.ts'
import { useSignOut } from './use-sign-out.ts'

const statuses: readonly Manager['status'][] = ['free', 'busy', 'lunch', 'break', 'offline']

export function ProfileMenu({ me }: { readonly me: Me }) {
  const preferences = usePreferences()
  const changePreferences = useChangePreferences()
  const changeStatus = useChangeStatus()
  const signOut = useSignOut()
  const [hasSessionsOpen, setSessionsOpen] = useState(false)
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
        <MenuChoice
          label={t('shell.theme')}
          value={preferences.theme}
          onValue={(theme) => changePreferences({ theme })}
          choices={themes.map((theme) => ({ value: theme, label: t(`theme.${theme}`) }))}
          staysOpen
        />
        <MenuChoice
          label={t('shell.textSize')}
          value={String(preferences.textSize)}
          onValue={(value) => changePreferences({ textSize: textSizes.find((size) => String(size) === value) ?? 13 })}
          choices={textSizes.map((size) => ({ value: String(size), label: t(`textSize.${size}`) }))}
          staysOpen
        />
        <MenuChoice
          label={t('shell.sound')}
          value={preferences.sound ? 'on' : 'off'}
          onValue={(value) => changePreferences({ sound: value === 'on' })}
          choices={onOff()}
          staysOpen
        />
        <MenuChoice
          label={t('shell.shortcuts')}
          value={preferences.shortcuts ? 'on' : 'off'}
          onValue={(value) => changePreferences({ shortcuts: value === 'on' })}
          choices={onOff()}
          staysOpen
        />
        <MenuChoice
          label={t('shell.language')}
          value={currentLanguage()}
          onValue={changeLanguage}
          choices={languages.map((language) => ({ value: language.tag, label: language.name }))}
        />
        <MenuSeparator />
        <MenuItem icon={MonitorSmartphone} onSelect={() => setSessionsOpen(true)}>
          {t('shell.sessions')}
        </MenuItem>
        <MenuItem icon={LogOut} onSelect={signOut}>
          {t('shell.signOut')}
        </MenuItem>
      </Menu>
      {hasSessionsOpen ? <SessionsDialog onClose={() => setSessionsOpen(false)} /> : null}
    </>
  )
}

const onOff = () => [
  { value: 'on' as const, label: t('ui.on') },
  { value: 'off' as const, label: t('ui.off') },
]
