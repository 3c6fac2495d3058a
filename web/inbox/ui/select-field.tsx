import type { ComponentProps } from 'react'
import { Field, type FieldProps } from './field.tsx'
import { Select } from './select.tsx'

type SelectFieldProps = FieldProps & Omit<ComponentProps<typeof Select>, 'className'>

export function SelectField({ label, hint, error, className, ...props }: SelectFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(ids) => <Select {...props} {...ids} />}
    </Field>
  )
}
