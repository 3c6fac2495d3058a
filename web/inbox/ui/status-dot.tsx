import type { Manager } from '../../../core/api/shapes.ts'
import { cx } from '../lib/cx.ts'

/** Shape as well as colour: full, half, ring. The word always stands beside it or in the control's name. */
const looks: Readonly<Record<Manager['status'], string>> = {
  free: 'bg-ok',
  busy: 'bg-danger',
  lunch: 'border-2 border-warn',
  break: 'border-2 border-warn',
  offline: 'border-2 border-control',
}

export function StatusDot({ status }: { readonly status: Manager['status'] }) {
  return <span aria-hidden="true" className={cx('inline-block size-2 shrink-0 rounded-full', looks[status])} />
}
