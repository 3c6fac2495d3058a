import type { ReactNode } from 'react'
import { cx } from '../lib/cx.ts'

const tones = {
  neutral: 'border-line-strong text-fg-2',
  accent: 'border-accent/40 text-accent',
  ok: 'border-ok/40 text-ok',
  warn: 'border-warn/40 text-warn',
  danger: 'border-danger/40 text-danger',
} as const
export type Tone = keyof typeof tones

export function Badge({ tone = 'neutral', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <span
      className={cx(
        'inline-flex items-center gap-1 rounded-chip border px-1.5 text-meta-sm font-medium whitespace-nowrap',
        tones[tone],
      )}
    >
      {children}
    </span>
  )
}
