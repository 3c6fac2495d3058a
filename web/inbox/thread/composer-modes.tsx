import { Lock, MessageSquareText } from 'lucide-react'
import { cx } from '../lib/cx.ts'
import { t } from '../lib/t.ts'
import { Icon } from '../ui/icon.tsx'

type ComposerModesProps = { readonly isNote: boolean; readonly onNote: (isNote: boolean) => void }

/** Reply or note: colour, words and icon all say which. */
export function ComposerModes({ isNote, onNote }: ComposerModesProps) {
  const look = (isOn: boolean): string =>
    cx(
      'flex h-7 items-center gap-1.5 rounded-chip px-2 text-meta pointer-coarse:h-9',
      isOn ? 'font-bold' : 'opacity-80 hover:opacity-100',
      isOn && !isNote && 'text-accent',
    )
  return (
    <fieldset aria-label={t('composer.mode')} className="flex min-w-0 items-center gap-0.5 px-1.5 pt-1">
      <button type="button" aria-pressed={!isNote} onClick={() => onNote(false)} className={look(!isNote)}>
        <Icon of={MessageSquareText} className="size-3.5" />
        {t('composer.reply')}
      </button>
      <button type="button" aria-pressed={isNote} onClick={() => onNote(true)} className={look(isNote)}>
        <Icon of={Lock} className="size-3.5" />
        {t('composer.note')}
      </button>
      {isNote ? <span className="truncate pl-1 text-meta">{t('composer.noteHint')}</span> : null}
    </fieldset>
  )
}
