import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { FieldErrors } from '../../api/field-errors.ts'
import { currentLocale, t } from '../../lib/t.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Select } from '../../ui/select.tsx'
import { ConsentPreview } from './consent-preview.tsx'
import type { ConsentSettings } from './consent-settings.ts'
import { emptyPolicyText } from './empty-policy-text.ts'
import { PolicyTextFields } from './policy-text-fields.tsx'

type ConsentTextsProps = {
  readonly texts: ConsentSettings['texts']
  readonly mode: ConsentSettings['mode']
  readonly ownLanguage: string
  readonly errors: FieldErrors
  readonly onTexts: (texts: ConsentSettings['texts']) => void
}

const offered = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'cs',
  'sv',
  'da',
  'fi',
  'uk',
  'ru',
  'tr',
  'ar',
  'he',
  'zh',
  'ja',
  'ko',
]

export function ConsentTexts({ texts, mode, ownLanguage, errors, onTexts }: ConsentTextsProps) {
  const languages = Object.keys(texts)
  const [chosen, setChosen] = useState(ownLanguage)
  const language = texts[chosen] === undefined ? (languages[0] ?? ownLanguage) : chosen
  const text = texts[language]
  const add = (tag: string): void => {
    if (tag === '') return
    onTexts({ ...texts, [tag]: emptyPolicyText(tag) })
    setChosen(tag)
  }
  const remove = (): void => {
    const { [language]: _, ...others } = texts
    onTexts(others)
  }
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-1 border-b border-line">
        <div role="tablist" aria-label={t('privacy.languages')} className="flex flex-wrap gap-1">
          {languages.map((tag) => (
            <button
              key={tag}
              type="button"
              role="tab"
              aria-selected={tag === language}
              aria-controls="policy-text"
              onClick={() => setChosen(tag)}
              className="-mb-px h-9 border-b-2 border-transparent px-2 text-fg-2 aria-selected:border-accent aria-selected:font-medium aria-selected:text-fg"
            >
              {languageName(tag)}
              {Object.keys(errors).some((path) => path.startsWith(`texts.${tag}.`)) ? (
                <span className="text-danger"> !</span>
              ) : null}
            </button>
          ))}
        </div>
        <span className="flex-1" />
        <span className="flex items-center gap-1 pb-1">
          <Icon of={Plus} className="text-fg-3" />
          <Select
            aria-label={t('privacy.addLanguage')}
            className="w-40"
            value=""
            onValue={add}
            options={[
              { value: '', label: t('privacy.addLanguage') },
              ...[...new Set([ownLanguage, ...offered])]
                .filter((tag) => texts[tag] === undefined)
                .map((tag) => ({ value: tag, label: languageName(tag) })),
            ]}
          />
        </span>
      </div>
      {text === undefined ? null : (
        <div id="policy-text" role="tabpanel" aria-label={languageName(language)} className="grid gap-6 lg:grid-cols-[1fr_20rem]">
          <div className="flex flex-col gap-4">
            <PolicyTextFields
              key={language}
              language={language}
              text={text}
              errors={errors}
              onText={(changed) => onTexts({ ...texts, [language]: changed })}
            />
            {languages.length > 1 && language !== ownLanguage ? (
              <Button size="sm" onClick={remove} className="self-start text-danger">
                <Icon of={Trash2} />
                {t('privacy.removeLanguage', { language: languageName(language) })}
              </Button>
            ) : null}
          </div>
          <ConsentPreview text={text} mode={mode} language={language} />
        </div>
      )}
    </div>
  )
}

const languageName = (tag: string): string => new Intl.DisplayNames(currentLocale(), { type: 'language' }).of(tag) ?? tag
