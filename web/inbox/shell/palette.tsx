import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { useDeferredValue, useState } from 'react'
import { contactName } from '../lib/contact-name.ts'
import { t } from '../lib/t.ts'
import { usePreferences } from '../prefs/preferences.ts'
import { searchQuery } from '../queries/search.ts'
import { views } from '../queries/views.ts'
import { useMe } from '../session/me-context.ts'
import { useChangePreferences } from '../session/use-change-preferences.ts'
import { useChangeStatus } from '../session/use-change-status.ts'
import { adminPages } from './admin-pages.ts'
import { PaletteItem } from './palette-item.tsx'
import { useSignOut } from './use-sign-out.ts'

type PaletteProps = { readonly onClose: () => void; readonly onKeys: () => void }

const groupClass =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-meta-sm [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-fg-3'

export function Palette({ onClose, onKeys }: PaletteProps) {
  const me = useMe()
  const navigate = useNavigate()
  const changeStatus = useChangeStatus()
  const changePreferences = useChangePreferences()
  const signOut = useSignOut()
  const theme = usePreferences((preferences) => preferences.theme)
  const [text, setText] = useState('')
  const found = useInfiniteQuery(searchQuery(useDeferredValue(text)))
  const run = (action: () => void) => () => {
    onClose()
    action()
  }
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      label={t('shell.palette')}
      overlayClassName="fixed inset-0 z-40 bg-scrim"
      contentClassName="float-in fixed inset-x-4 top-[12vh] z-40 mx-auto max-w-xl overflow-hidden rounded-dialog border border-line bg-overlay shadow-dialog"
    >
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder={t('palette.placeholder')}
        className="h-11 w-full border-b border-line bg-transparent px-4 text-body outline-none"
      />
      <Command.List className="max-h-[50vh] overflow-y-auto p-1">
        <Command.Empty className="px-3 py-4 text-fg-2">{t('palette.nothing')}</Command.Empty>
        <Command.Group heading={t('palette.goTo')} className={groupClass}>
          {views.map((view) => (
            <PaletteItem key={view} onSelect={run(() => void navigate({ to: '/inbox/$view', params: { view } }))}>
              {t('shell.inbox')}: {t(`view.${view}`)}
            </PaletteItem>
          ))}
          {adminPages
            .filter((page) => page.right === null || me.rights.includes(page.right))
            .map((page) => (
              <PaletteItem key={page.to} onSelect={run(() => void navigate({ to: page.to }))}>
                {t('shell.admin')}: {t(page.label)}
              </PaletteItem>
            ))}
        </Command.Group>
        <Command.Group heading={t('palette.actions')} className={groupClass}>
          {(['free', 'busy', 'lunch', 'break', 'offline'] as const).map((status) => (
            <PaletteItem key={status} onSelect={run(() => changeStatus(status))}>
              {t('shell.status')}: {t(`status.${status}`)}
            </PaletteItem>
          ))}
          <PaletteItem onSelect={run(() => changePreferences({ theme: theme === 'dark' ? 'light' : 'dark' }))}>
            {t('palette.switchTheme')}
          </PaletteItem>
          <PaletteItem onSelect={run(onKeys)}>{t('shell.keys')}</PaletteItem>
          <PaletteItem onSelect={run(signOut)}>{t('shell.signOut')}</PaletteItem>
        </Command.Group>
        {found.data === undefined ? null : (
          <Command.Group heading={t('palette.dialogues')} className={groupClass}>
            {found.data.pages
              .flatMap((page) => page.items)
              .slice(0, 12)
              .map((dialogue) => (
                <PaletteItem
                  key={dialogue.id}
                  value={`${text} ${dialogue.id}`}
                  onSelect={run(
                    () =>
                      void navigate({
                        to: '/inbox/$view/$dialogueId',
                        params: { view: dialogue.status === 'closed' ? 'closed' : 'all', dialogueId: dialogue.id },
                      }),
                  )}
                >
                  <span className="font-medium">{contactName(dialogue.contact)}</span>
                  <span className="truncate text-fg-3">{dialogue.snippet?.text}</span>
                </PaletteItem>
              ))}
          </Command.Group>
        )}
      </Command.List>
    </Command.Dialog>
  )
}
