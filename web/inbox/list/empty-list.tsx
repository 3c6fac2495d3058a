import { Link } from '@tanstack/react-router'
import { t } from '../lib/t.ts'
import { useChannels } from '../queries/channels.ts'
import type { View } from '../queries/views.ts'
import { useHasRight } from '../session/me-context.ts'
import { buttonClass } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { useCounts } from './use-counts.ts'

type EmptyListProps = { readonly view: View; readonly isNarrowed: boolean; readonly q: string }

/** Why the list is empty, with today's figures in one sentence. */
export function EmptyList({ view, isNarrowed, q }: EmptyListProps) {
  const counts = useCounts()
  const hasChannels = useChannels().length > 0
  const mayConnect = useHasRight('channels')
  if (q !== '') return <EmptyState title={t('empty.searchTitle')} text={t('empty.searchText', { q })} />
  if (isNarrowed) {
    return (
      <EmptyState title={t('empty.filterTitle')} text={t('empty.filterText')}>
        <Link to="/inbox/$view" params={{ view }} className={buttonClass()}>
          {t('empty.filterClear')}
        </Link>
      </EmptyState>
    )
  }
  if (!hasChannels && mayConnect) {
    return (
      <EmptyState title={t('empty.firstTitle')} text={t('empty.firstText')}>
        <Link to="/admin/start" className={buttonClass('primary')}>
          {t('empty.firstAction')}
        </Link>
      </EmptyState>
    )
  }
  const unassigned = counts?.unassigned ?? 0
  if (view === 'mine' && unassigned > 0) {
    return (
      <EmptyState title={t('empty.mineTitle')} text={t('empty.mineUnassigned', { count: unassigned })}>
        <Link to="/inbox/$view" params={{ view: 'unassigned' }} className={buttonClass('primary')}>
          {t('empty.mineAction')}
        </Link>
      </EmptyState>
    )
  }
  return <EmptyState title={t(`empty.${view}Title`)} text={t(`empty.${view}Text`)} />
}
