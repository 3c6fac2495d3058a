import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cx } from '../lib/cx.ts'
import { Icon } from './icon.tsx'
import { KeyHint } from './key-hint.tsx'
import { Tooltip } from './tooltip.tsx'

type IconButtonProps = Omit<ComponentProps<'button'>, 'children' | 'aria-label'> & {
  readonly icon: LucideIcon
  readonly label: string
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
  readonly shortcut?: string | undefined
  /** Why it can't be used now. It stays focusable, so that everyone can read why. */
  readonly whyNot?: string | null
}

export function IconButton({ icon, label, side, shortcut, whyNot = null, className, onClick, ...props }: IconButtonProps) {
  return (
    <Tooltip
      side={side ?? 'bottom'}
      text={
        <>
          {whyNot ?? label}
          {shortcut === undefined ? null : <KeyHint keys={shortcut} />}
        </>
      }
    >
      <button
        type="button"
        {...props}
        aria-label={whyNot === null ? label : `${label}: ${whyNot}`}
        aria-disabled={whyNot === null ? undefined : true}
        onClick={whyNot === null ? onClick : undefined}
        className={cx(
          'inline-flex size-8 shrink-0 items-center justify-center rounded-button text-fg-2 transition-colors duration-[90ms] ease-out pointer-coarse:size-10',
          whyNot === null ? 'hover:bg-hover hover:text-fg' : 'cursor-not-allowed opacity-45',
          'aria-pressed:bg-selected aria-pressed:text-accent data-[state=open]:bg-hover',
          className,
        )}
      >
        <Icon of={icon} />
      </button>
    </Tooltip>
  )
}
