import type { ReactNode } from 'react'
import { cx } from '../lib/cx.ts'

const tones = {
  info: 'border-line-strong bg-hover text-fg',
  warn: 'border-note-line bg-note text-note-fg',
  danger: 'border-danger/40 bg-danger-soft text-danger',
  ok: 'border-accent/40 bg-accent-soft text-fg',
} as const

type NoticeProps = { readonly tone?: keyof typeof tones; readonly role?: 'alert' | 'status'; readonly children: ReactNode }

export function Notice({ tone = 'info', role, children }: NoticeProps) {
  return (
    <div role={role} className={cx('rounded-button border px-3 py-2', tones[tone])}>
      {children}
    </div>
  )
}
