import type { ReactNode } from 'react'
import { PageTitle } from '../../session/page-title.tsx'

type AdminPageProps = {
  readonly title: string
  readonly text?: ReactNode
  readonly actions?: ReactNode
  readonly isWide?: boolean
  readonly children: ReactNode
}

export function AdminPage({ title, text, actions, isWide = false, children }: AdminPageProps) {
  return (
    <div className={`px-4 py-6 sm:px-8 ${isWide ? 'max-w-5xl' : 'max-w-3xl'}`}>
      <PageTitle of={title} />
      <div className="mb-6 flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-60 flex-1">
          <h1 className="text-page font-bold">{title}</h1>
          {text === undefined ? null : <p className="mt-0.5 max-w-prose text-fg-2">{text}</p>}
        </div>
        {actions === undefined ? null : <div className="flex gap-2">{actions}</div>}
      </div>
      {children}
    </div>
  )
}
