import type { ComponentProps } from 'react'
import { cx } from '../lib/cx.ts'
import { controlClass, Field, type FieldProps } from './field.tsx'

type TextAreaFieldProps = FieldProps & Omit<ComponentProps<'textarea'>, 'className'>

export function TextAreaField({ label, hint, error, className, ...props }: TextAreaFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(ids) => <textarea rows={4} {...props} {...ids} className={cx(controlClass, 'min-h-20 py-1.5 field-sizing-content')} />}
    </Field>
  )
}
