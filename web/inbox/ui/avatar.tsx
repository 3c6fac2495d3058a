import type { Manager } from '../../../core/api/shapes.ts'
import { initials } from '../lib/contact-name.ts'
import { cx } from '../lib/cx.ts'
import { StatusDot } from './status-dot.tsx'

type AvatarProps = {
  readonly name: string
  readonly size?: 'xs' | 'sm' | 'md'
  readonly status?: Manager['status'] | undefined
  readonly isContact?: boolean
}

const sizes = { xs: 'size-5 text-[0.5625rem]', sm: 'size-7 text-meta-sm', md: 'size-9 text-meta' } as const

/** Initials; the name itself always stands beside it or in its tooltip. */
export function Avatar({ name, size = 'sm', status, isContact = false }: AvatarProps) {
  return (
    <span className="relative inline-flex shrink-0" aria-hidden="true">
      <span
        className={cx(
          'inline-flex items-center justify-center rounded-full font-bold select-none',
          isContact ? 'bg-sunken text-fg-2' : 'bg-accent-soft text-accent',
          sizes[size],
        )}
      >
        {initials(name)}
      </span>
      {status === undefined ? null : (
        <span className="absolute -right-0.5 -bottom-0.5 flex rounded-full bg-app p-0.5">
          <StatusDot status={status} />
        </span>
      )}
    </span>
  )
}
