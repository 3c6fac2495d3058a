import type { ReactNode } from 'react'
import { Mark } from '../ui/mark.tsx'

type AccessLayoutProps = {
  readonly title: string
  readonly text?: ReactNode
  readonly children: ReactNode
  readonly footer?: ReactNode
}

/** The sheet that every page before the inbox is written on. */
export function AccessLayout({ title, text, children, footer }: AccessLayoutProps) {
  return (
    <div className="flex min-h-full flex-col items-center bg-app px-4 py-8 sm:justify-center">
      <main className="w-full max-w-104">
        <div className="mb-6 flex items-center gap-2.5">
          <Mark />
          <span className="text-title font-bold">Hubbub</span>
          <span className="h-px flex-1 bg-line-strong" aria-hidden="true" />
        </div>
        <div className="border border-line bg-surface p-6 sm:p-8">
          <title>{`${title} · Hubbub`}</title>
          <h1 className="text-page font-bold">{title}</h1>
          {text === undefined ? null : <div className="mt-1 text-body text-fg-2">{text}</div>}
          <div className="mt-5">{children}</div>
        </div>
        {footer === undefined ? null : <div className="mt-4 px-1 text-fg-2">{footer}</div>}
      </main>
    </div>
  )
}
