import { Link } from '@tanstack/react-router'
import { ChannelGlyph } from '../channel-glyph.tsx'
import { cx } from '../lib/cx.ts'
import { t } from '../lib/t.ts'
import { useChannels } from '../queries/channels.ts'
import { views } from '../queries/views.ts'
import { useCounts } from './use-counts.ts'
import { useListFilter } from './use-list-filter.ts'

const itemClass =
  'flex h-7.5 items-center gap-2 rounded-button px-2 text-fg-2 hover:bg-sunken hover:text-fg aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-fg'

/** Where to look: the views with what waits in them, and the channels to narrow them to. */
export function ViewsColumn({ className }: { readonly className: string }) {
  const counts = useCounts()
  const channels = useChannels().filter((channel) => channel.status !== 'removed')
  const { view, channelId } = useListFilter()
  return (
    <nav aria-label={t('list.views')} className={cx('min-h-0 flex-col gap-0.5 overflow-y-auto p-2', className)}>
      {views.map((candidate) => (
        <Link
          key={candidate}
          to="/inbox/$view"
          params={{ view: candidate }}
          search={({ q: _, ...search }) => search}
          activeOptions={{ includeSearch: false }}
          className={itemClass}
        >
          <span className="flex-1 truncate">{t(`view.${candidate}`)}</span>
          {candidate === 'closed' ? null : <Count of={counts?.[candidate]} />}
        </Link>
      ))}
      {channels.length === 0 ? null : (
        <>
          <h2 className="px-2 pt-4 pb-1 text-meta-sm font-medium text-fg-3">{t('list.channels')}</h2>
          {channels.map((channel) => {
            const isChosen = channel.id === channelId
            return (
              <Link
                key={channel.id}
                to="/inbox/$view"
                params={{ view }}
                search={({ channel: _, ...search }) => (isChosen ? search : { ...search, channel: channel.id })}
                activeOptions={{ includeSearch: true, exact: true }}
                activeProps={{ 'aria-current': undefined }}
                aria-pressed={isChosen}
                role="button"
                className={cx(itemClass, isChosen && 'bg-selected font-medium text-fg')}
              >
                <ChannelGlyph kind={channel.kind} />
                <span className="flex-1 truncate">{channel.name}</span>
              </Link>
            )
          })}
        </>
      )}
    </nav>
  )
}

function Count({ of }: { readonly of: number | undefined }) {
  if (of === undefined || of === 0) return null
  return (
    <span data-tabular className="text-meta text-fg-3">
      {of > 999 ? '999+' : of}
    </span>
  )
}
