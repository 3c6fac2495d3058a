import { changeLanguage, currentLanguage, languages, t } from '../lib/t.ts'
import { textSizes, themes, usePreferences } from '../prefs/preferences.ts'
import { useChangePreferences } from '../session/use-change-preferences.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Segments } from '../ui/segments.tsx'
import { Switch } from '../ui/switch.tsx'

/** How the hub looks and sounds to this person; every choice takes effect at once. */
export function PreferencesDialog({ onClose }: { readonly onClose: () => void }) {
  const preferences = usePreferences()
  const change = useChangePreferences()
  return (
    <Dialog title={t('shell.preferences')} isOpen onClose={onClose}>
      <Segments
        legend={t('shell.theme')}
        value={preferences.theme}
        onValue={(theme) => change({ theme })}
        options={themes.map((theme) => ({ value: theme, label: t(`theme.${theme}`) }))}
      />
      <Segments
        legend={t('shell.textSize')}
        value={String(preferences.textSize)}
        onValue={(value) => change({ textSize: textSizes.find((size) => String(size) === value) ?? 13 })}
        options={textSizes.map((size) => ({ value: String(size), label: t(`textSize.${size}`) }))}
      />
      <Segments
        legend={t('shell.language')}
        value={currentLanguage()}
        onValue={changeLanguage}
        options={languages.map((language) => ({ value: language.tag, label: language.name }))}
      />
      <Switch label={t('shell.sound')} checked={preferences.sound} onChange={(sound) => change({ sound })} />
      <Switch
        label={t('keys.switch')}
        hint={t('keys.switchHint')}
        checked={preferences.shortcuts}
        onChange={(shortcuts) => change({ shortcuts })}
      />
    </Dialog>
  )
}
