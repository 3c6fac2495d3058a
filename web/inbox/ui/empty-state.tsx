import type { ReactNode } from 'react'

type EmptyStateProps = { readonly title: string; readonly text?: ReactNode; readonly children?: ReactNode }

/** What this place is for, why it is empty, and one thing to do. Left-aligned words, no picture. */
export function EmptyState({ title, text, children }: EmptyStateProps) {
  return (
    <div className="flex max-w-md flex-col items-start gap-2 p-6">
      <p className="text-title font-bold">{title}</p>
      {text === undefined ? null : <p className="text-body text-fg-2">{text}</p>}
      {children === undefined ? null : <div className="mt-2 flex flex-wrap gap-2">{children}</div>}
    </div>
  )
}
