import type { Channel, ChannelKindInfo } from '../../../../core/api/shapes.ts'
import type { FieldErrors } from '../../api/field-errors.ts'
import { formText } from '../../lib/form-text.ts'
import { t } from '../../lib/t.ts'
import { PasswordField } from '../../ui/password-field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'

type ChannelFieldsProps = {
  readonly kind: ChannelKindInfo
  /** null while it is being connected. */
  readonly channel: Channel | null
  readonly errors: FieldErrors
  /** What an empty choice begins with. */
  readonly startValue?: (field: ChannelKindInfo['fields'][number]) => string
}

/** The form that a kind declares. Secrets go in and never come out: a stored one shows its last characters, and an empty field keeps it. */
export function ChannelFields({ kind, channel, errors, startValue }: ChannelFieldsProps) {
  // What is optional can wait until the channel is there.
  const fields = channel === null ? kind.fields.filter((field) => field.required) : kind.fields
  return fields.map((field) => {
    const path = `${field.secret ? 'secrets' : 'config'}.${field.name}`
    const isOpen = field.emptyWarning !== null && valueText(channel?.config[field.name]) === ''
    const hint = isOpen ? `${field.hint} ${field.emptyWarning}` : field.hint
    const shared = { name: path, label: field.label, hint, error: errors[path] ?? errors[field.name] }
    if (field.secret) {
      const stored = channel?.secrets[field.name]
      return (
        <PasswordField
          key={path}
          {...shared}
          autoComplete="off"
          required={field.required && stored?.hasSecret !== true}
          placeholder={stored?.hasSecret === true ? t('channels.secretKept', { last4: stored.last4 ?? '' }) : undefined}
        />
      )
    }
    const value = channel?.config[field.name]
    const current = valueText(value) || (startValue?.(field) ?? '')
    if (field.options === null) {
      return (
        <TextField
          key={path}
          {...shared}
          required={field.required}
          defaultValue={current}
          autoComplete="off"
          spellCheck={false}
        />
      )
    }
    const empty = field.required ? [] : [{ value: '', label: '–' }]
    return <SelectField key={path} {...shared} defaultValue={current} options={[...empty, ...field.options]} />
  })
}

/** A list is written with commas. */
function valueText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return Array.isArray(value) ? value.join(', ') : String(value)
}

type ChannelValues = { readonly config: Record<string, unknown>; readonly secrets: Record<string, string> }

/**
 * What the form holds. What was left empty is left out: the hub has its default, or keeps the secret that it has. `stored` is the channel's
 * present config: what the form does not show stays.
 */
export function channelValues(kind: ChannelKindInfo, form: HTMLFormElement, stored: Channel['config']): ChannelValues {
  const names = new Set(kind.fields.map((field) => field.name))
  const config: Record<string, unknown> = Object.fromEntries(Object.entries(stored).filter(([name]) => !names.has(name)))
  const secrets: Record<string, string> = {}
  for (const field of kind.fields) {
    const value = formText(form, `${field.secret ? 'secrets' : 'config'}.${field.name}`).trim()
    if (value === '') continue
    if (field.secret) secrets[field.name] = value
    else config[field.name] = field.list ? listOf(value) : value
  }
  return { config, secrets }
}

const listOf = (text: string): readonly string[] =>
  text
    .split(/[\s,]+/)
    .map((item) => item.trim())
    .filter((item) => item !== '')
