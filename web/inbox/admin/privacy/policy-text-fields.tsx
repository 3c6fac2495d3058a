import type { FieldErrors } from '../../api/field-errors.ts'
import { t } from '../../lib/t.ts'
import { TextAreaField } from '../../ui/text-area-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { PolicyText } from './consent-settings.ts'

type PolicyTextFieldsProps = {
  readonly language: string
  readonly text: PolicyText
  readonly errors: FieldErrors
  readonly onText: (text: PolicyText) => void
}

const mark = '{policy_link}'

export function PolicyTextFields({ language, text, errors, onText }: PolicyTextFieldsProps) {
  const errorOf = (name: string): string | undefined => errors[`texts.${language}.${name}`]
  const lacksLink = !text.text.includes(mark)
  return (
    <>
      <TextAreaField
        label={t('privacy.message')}
        lang={language}
        maxLength={1500}
        value={text.text}
        onChange={(event) => onText({ ...text, text: event.target.value })}
        hint={t('privacy.messageHint', { mark })}
        error={lacksLink ? t('privacy.linkMissing', { mark }) : errorOf('text')}
      />
      <TextField
        label={t('privacy.url')}
        inputMode="url"
        placeholder="https://example.com/privacy"
        value={text.url}
        onChange={(event) => onText({ ...text, url: event.target.value })}
        error={errorOf('url')}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t('privacy.agree')}
          lang={language}
          maxLength={20}
          value={text.agree}
          onChange={(event) => onText({ ...text, agree: event.target.value })}
          error={errorOf('agree')}
        />
        <TextField
          label={t('privacy.decline')}
          lang={language}
          maxLength={20}
          value={text.decline}
          onChange={(event) => onText({ ...text, decline: event.target.value })}
          error={errorOf('decline')}
        />
      </div>
    </>
  )
}
