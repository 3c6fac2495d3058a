import { keysText } from '../lib/shortcut-keys.ts'
import { t } from '../lib/t.ts'
import { usePreferences } from '../prefs/preferences.ts'
import { useChangePreferences } from '../session/use-change-preferences.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Switch } from '../ui/switch.tsx'

const shortcuts = [
  [['j', 'k'], 'keys.nextPrevious'],
  [['Enter'], 'keys.open'],
  [['r'], 'keys.reply'],
  [['n'], 'keys.note'],
  [['e'], 'keys.close'],
  [['shift+e'], 'keys.closeNext'],
  [['u'], 'keys.unread'],
  [['a'], 'keys.assign'],
  [['i'], 'keys.take'],
  [[']'], 'keys.panel'],
  [['/'], 'keys.search'],
  [['mod+k'], 'keys.palette'],
  [['Esc'], 'keys.escape'],
  [['?'], 'keys.sheet'],
] as const

export function ShortcutSheet({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const hasShortcuts = usePreferences((preferences) => preferences.shortcuts)
  const change = useChangePreferences()
  return (
    <Dialog title={t('keys.title')} isOpen={isOpen} onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5">
        {shortcuts.map(([keys, label]) => (
          <div key={label} className="contents">
            <dt className="flex gap-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="min-w-6 rounded-chip border border-line-strong bg-sunken px-1.5 text-center font-sans text-meta"
                >
                  {keysText(key)}
                </kbd>
              ))}
            </dt>
            <dd>{t(label)}</dd>
          </div>
        ))}
      </dl>
      <Switch
        label={t('keys.switch')}
        hint={t('keys.switchHint')}
        checked={hasShortcuts}
        onChange={(shortcutsOn) => change({ shortcuts: shortcutsOn })}
      />
    </Dialog>
  )
}
