import { type ReactNode, useId } from 'react'
import { cx } from '../lib/cx.ts'

export type FieldProps = {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly className?: string | undefined
}

/** What a control needs to be tied to its label, hint and error. */
export type FieldIds = {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean | undefined
}

export function Field({
  label,
  hint,
  error,
  className,
  children,
}: FieldProps & { readonly children: (ids: FieldIds) => ReactNode }) {
  const id = useId()
  const describedBy = [error === undefined ? null : `${id}-error`, hint === undefined ? null : `${id}-hint`]
    .filter(Boolean)
    .join(' ')
  return (
    <div className={cx('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': describedBy === '' ? undefined : describedBy,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {error === undefined ? null : (
        <p id={`${id}-error`} role="alert" className="text-meta text-danger">
          {error}
        </p>
      )}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="text-meta text-fg-3">
          {hint}
        </p>
      )}
    </div>
  )
}

export const controlClass =
  'w-full rounded-button border border-control bg-surface px-2.5 text-fg outline-offset-0 transition-colors duration-[90ms] ease-out ' +
  'hover:border-fg-3 focus-visible:border-accent aria-invalid:border-danger disabled:cursor-not-allowed disabled:opacity-55'
