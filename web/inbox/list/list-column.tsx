import { useInfiniteQuery } from '@tanstack/react-query'
import { t } from '../lib/t.ts'
import { dialoguesQuery } from '../queries/dialogues.ts'
import { isSearchable, searchQuery } from '../queries/search.ts'
import { FailedState } from '../ui/failed-state.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { AwayHint } from './away-hint.tsx'
import { DialogueList } from './dialogue-list.tsx'
import { EmptyList } from './empty-list.tsx'
import { ListHeader } from './list-header.tsx'
import { useListFilter } from './use-list-filter.ts'

export function ListColumn() {
  const { q, ...filter } = useListFilter()
  const isSearching = isSearchable(q)
  const listed = useInfiniteQuery({ ...dialoguesQuery(filter), enabled: !isSearching })
  const found = useInfiniteQuery(searchQuery(q))
  const query = isSearching ? found : listed
  const items = query.data?.pages.flatMap((page) => page.items)
  return (
    <div className="flex h-full min-h-0 flex-col">
      <ListHeader />
      {items === undefined ? (
        query.error === null ? (
          <Skeleton rows={7} height={48} />
        ) : (
          <FailedState error={query.error} onRetry={() => void query.refetch()} />
        )
      ) : items.length === 0 ? (
        <EmptyList
          view={filter.view}
          isNarrowed={filter.channelId !== null || filter.propertyId !== null}
          q={isSearching ? q : ''}
        />
      ) : (
        <DialogueList
          key={`${JSON.stringify(filter)}${isSearching ? q : ''}`}
          items={items}
          hasMore={query.hasNextPage}
          isLoadingMore={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      )}
      <AwayHint />
      {query.error !== null && items !== undefined ? (
        <p role="alert" className="border-t border-line px-3 py-1.5 text-meta text-danger">
          {t('list.stale')}
        </p>
      ) : null}
    </div>
  )
}
