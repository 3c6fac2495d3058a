import { Eye, EyeOff } from 'lucide-react'
import { type ComponentProps, useState } from 'react'
import { cx } from '../lib/cx.ts'
import { t } from '../lib/t.ts'
import { controlClass, Field, type FieldProps } from './field.tsx'
import { Icon } from './icon.tsx'

type PasswordFieldProps = FieldProps &
  Omit<ComponentProps<'input'>, 'className' | 'type' | 'autoComplete'> & {
    readonly autoComplete: 'current-password' | 'new-password' | 'off'
  }

export function PasswordField({ label, hint, error, className, ...props }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false)
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(ids) => (
        <span className="relative block">
          <input
            {...props}
            {...ids}
            type={isShown ? 'text' : 'password'}
            spellCheck={false}
            autoCapitalize="none"
            className={cx(controlClass, 'h-8 pr-9 pointer-coarse:h-10')}
          />
          <button
            type="button"
            aria-label={t('ui.showPassword')}
            aria-pressed={isShown}
            onClick={() => setShown(!isShown)}
            className="absolute inset-y-0 right-0 flex w-8 items-center justify-center rounded-button text-fg-3 hover:text-fg"
          >
            <Icon of={isShown ? EyeOff : Eye} />
          </button>
        </span>
      )}
    </Field>
  )
}
