import type { ComponentProps } from 'react'
import { cx } from '../lib/cx.ts'
import { controlClass, Field, type FieldProps } from './field.tsx'

type TextFieldProps = FieldProps & Omit<ComponentProps<'input'>, 'className'>

export function TextField({ label, hint, error, className, ...props }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(ids) => <input type="text" {...props} {...ids} className={cx(controlClass, 'h-8 pointer-coarse:h-10')} />}
    </Field>
  )
}
