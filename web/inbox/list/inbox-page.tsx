import { Outlet, useMatch } from '@tanstack/react-router'
import { cx } from '../lib/cx.ts'
import { t } from '../lib/t.ts'
import { PageTitle } from '../session/page-title.tsx'
import { ListColumn } from './list-column.tsx'
import { useListFilter } from './use-list-filter.ts'
import { useListWidth } from './use-list-width.ts'
import { ViewsColumn } from './views-column.tsx'
import { WidthHandle } from './width-handle.tsx'

/** Views, list and thread side by side; where there is no room, list or thread. */
export function InboxPage() {
  const { view } = useListFilter()
  const [width, setWidth] = useListWidth()
  const hasThread = useMatch({ from: '/app/inbox/$view/$dialogueId', shouldThrow: false }) !== undefined
  return (
    <main className="flex h-full min-h-0">
      <h1 className="sr-only">{t(`view.${view}`)}</h1>
      <PageTitle of={t(`view.${view}`)} />
      <ViewsColumn className="hidden w-50 shrink-0 border-r border-line lg:flex" />
      <section
        aria-label={t('list.label', { view: t(`view.${view}`) })}
        className={cx(
          'relative min-h-0 flex-1 border-line bg-surface md:w-[var(--list)] md:flex-none md:border-r',
          hasThread && 'max-md:hidden',
        )}
        style={{ '--list': `${width}px` }}
      >
        <ListColumn />
        <WidthHandle width={width} onWidth={setWidth} />
      </section>
      <div className={cx('min-h-0 min-w-0 flex-1 bg-surface', !hasThread && 'max-md:hidden')}>
        <Outlet />
      </div>
    </main>
  )
}
