import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cx } from '../lib/cx.ts'
import { controlClass } from './field.tsx'
import { Icon } from './icon.tsx'

export type Option = Readonly<{ value: string; label: string }>

type SelectProps = Omit<ComponentProps<'select'>, 'onChange' | 'children'> & {
  readonly options: readonly Option[]
  /** Left out where a form reads the value when it is sent. */
  readonly onValue?: (value: string) => void
}

/** The browser's own list: it works with every keyboard, reader and phone. */
export function Select({ options, onValue, className, ...props }: SelectProps) {
  return (
    <span className={cx('relative block', className)}>
      <select
        {...props}
        onChange={(event) => onValue?.(event.target.value)}
        className={cx(controlClass, 'h-8 appearance-none truncate pr-8 pointer-coarse:h-10')}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon of={ChevronDown} className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-fg-3" />
    </span>
  )
}
