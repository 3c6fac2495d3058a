import { useInfiniteQuery } from '@tanstack/react-query'
import { t } from '../../lib/t.ts'
import { deadLettersQuery } from '../../queries/dead-letters.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { AdminPage } from '../parts/admin-page.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { DeadLetterEntry } from './dead-letter-entry.tsx'

export function DeadLettersPage() {
  const letters = useInfiniteQuery(deadLettersQuery)
  return (
    <AdminPage title={t('admin.deadLetters')} text={t('deadLetters.text')}>
      <Loaded query={letters}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          if (items.length === 0) {
            return (
              <div className="border border-line">
                <EmptyState title={t('deadLetters.emptyTitle')} text={t('deadLetters.emptyText')} />
              </div>
            )
          }
          return (
            <>
              <ul className="divide-y divide-line border-y border-line">
                {items.map((letter) => (
                  <DeadLetterEntry key={letter.id} letter={letter} />
                ))}
              </ul>
              {letters.hasNextPage ? (
                <Button className="mt-4" onClick={() => void letters.fetchNextPage()} isBusy={letters.isFetchingNextPage}>
                  {t('ui.more')}
                </Button>
              ) : null}
            </>
          )
        }}
      </Loaded>
    </AdminPage>
  )
}
