import { Keyboard, Search } from 'lucide-react'
import type { Me } from '../../../core/api/shapes.ts'
import { cx } from '../lib/cx.ts'
import { keysText } from '../lib/shortcut-keys.ts'
import { t } from '../lib/t.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { AccountSwitcher } from './account-switcher.tsx'
import { ProfileMenu } from './profile-menu.tsx'

type TopBarProps = { readonly me: Me; readonly isInThread: boolean; readonly onSearch: () => void; readonly onKeys: () => void }

export function TopBar({ me, isInThread, onSearch, onKeys }: TopBarProps) {
  return (
    <header
      className={cx(
        'flex h-11 items-center gap-1 border-b border-line pr-2 pl-2 pt-[env(safe-area-inset-top)] sm:col-start-2',
        isInThread && 'max-sm:hidden',
      )}
    >
      <AccountSwitcher me={me} />
      <span className="flex-1" />
      <IconButton icon={Search} label={t('shell.palette')} shortcut={keysText('mod+k')} onClick={onSearch} />
      <span className="hidden sm:inline-flex">
        <IconButton icon={Keyboard} label={t('shell.keys')} shortcut="?" onClick={onKeys} />
      </span>
      <ProfileMenu me={me} />
    </header>
  )
}
