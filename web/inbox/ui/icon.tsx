import type { LucideIcon } from 'lucide-react'
import { cx } from '../lib/cx.ts'

/** Line icons of one weight. They say nothing by themselves: the control around them has the name. */
export function Icon({ of: Drawing, className }: { readonly of: LucideIcon; readonly className?: string }) {
  return <Drawing aria-hidden="true" strokeWidth={1.5} className={cx('size-4 shrink-0', className)} />
}
