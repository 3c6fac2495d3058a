import { Link } from '@tanstack/react-router'
import { t } from '../lib/t.ts'
import { type View, views } from '../queries/views.ts'
import { useCounts } from './use-counts.ts'

/** The views as tabs, where the column of views has no room. */
export function ViewTabs({ view }: { readonly view: View }) {
  const counts = useCounts()
  return (
    <nav aria-label={t('list.views')} className="flex border-b border-line px-1">
      {views.map((candidate) => (
        <Link
          key={candidate}
          to="/inbox/$view"
          params={{ view: candidate }}
          search={({ q: _, ...search }) => search}
          aria-current={candidate === view ? 'page' : undefined}
          className="-mb-px flex h-10 min-w-0 flex-1 items-center justify-center gap-1 border-b-2 border-transparent px-1 text-fg-2 md:text-meta aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-fg"
        >
          <span className="truncate">{t(`view.${candidate}`)}</span>
          {candidate === 'closed' || !counts?.[candidate] ? null : (
            <span data-tabular className="text-meta text-fg-3">
              {counts[candidate]}
            </span>
          )}
        </Link>
      ))}
    </nav>
  )
}
