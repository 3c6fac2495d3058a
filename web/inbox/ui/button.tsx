import type { ComponentProps } from 'react'
import { cx } from '../lib/cx.ts'
import { Spinner } from './spinner.tsx'

const looks = {
  primary: 'bg-accent text-accent-on hover:bg-accent-hover',
  secondary: 'border border-line-strong bg-surface text-fg hover:bg-hover hover:border-control',
  quiet: 'text-fg-2 hover:bg-hover hover:text-fg',
  danger: 'bg-danger text-danger-on hover:opacity-90',
  note: 'bg-note-strong text-surface hover:opacity-90',
} as const

const sizes = { md: 'h-8 px-3 pointer-coarse:h-10', sm: 'h-7 px-2.5 text-meta pointer-coarse:h-10' } as const

export type ButtonProps = ComponentProps<'button'> & {
  readonly look?: keyof typeof looks
  readonly size?: keyof typeof sizes
  /** Under way: the button stays, can't be pressed again, and tells so. */
  readonly isBusy?: boolean
}

export function Button({
  look = 'secondary',
  size = 'md',
  isBusy = false,
  className,
  children,
  disabled,
  ...props
}: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      disabled={disabled === true || isBusy}
      aria-busy={isBusy || undefined}
      className={cx(buttonClass(look, size), className)}
    >
      {isBusy ? <Spinner /> : null}
      {children}
    </button>
  )
}

/** For a link that looks like a button. */
export function buttonClass(look: keyof typeof looks = 'secondary', size: keyof typeof sizes = 'md'): string {
  return cx(
    'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-button font-medium whitespace-nowrap select-none',
    'transition-colors duration-[90ms] ease-out disabled:cursor-not-allowed disabled:opacity-55',
    looks[look],
    sizes[size],
  )
}
