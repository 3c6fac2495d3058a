import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { ChannelGlyph } from '../../channel-glyph.tsx'
import { useNow } from '../../lib/clock.ts'
import { agoText } from '../../lib/format-time.ts'
import { t } from '../../lib/t.ts'
import { channelsQuery } from '../../queries/channels.ts'
import { useProperties } from '../../queries/properties.ts'
import { buttonClass } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Icon } from '../../ui/icon.tsx'
import { AdminPage } from '../parts/admin-page.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { HealthBadge } from './health-badge.tsx'

export function ChannelsPage() {
  const channels = useQuery(channelsQuery)
  const properties = useProperties()
  const now = useNow()
  return (
    <AdminPage
      title={t('admin.channels')}
      text={t('channels.text')}
      actions={
        <Link to="/admin/channels/connect" className={buttonClass('primary')}>
          <Icon of={Plus} />
          {t('channels.connect')}
        </Link>
      }
    >
      <Loaded query={channels}>
        {(all) => {
          const items = all.filter((channel) => channel.status !== 'removed')
          if (items.length === 0) {
            return (
              <div className="border border-line">
                <EmptyState title={t('channels.emptyTitle')} text={t('channels.emptyText')} />
              </div>
            )
          }
          return (
            <ul className="divide-y divide-line border-y border-line">
              {items.map((channel) => (
                <li key={channel.id}>
                  <Link
                    to="/admin/channels/$channelId"
                    params={{ channelId: channel.id }}
                    className="flex flex-wrap items-center gap-x-4 gap-y-1 px-1 py-3 hover:bg-hover"
                  >
                    <span className="flex size-9 shrink-0 items-center justify-center rounded-full border border-line">
                      <ChannelGlyph kind={channel.kind} className="size-[18px]" />
                    </span>
                    <span className="flex min-w-40 flex-1 flex-col">
                      <span className="truncate font-medium">{channel.name}</span>
                      <span className="truncate text-meta text-fg-3">
                        {properties.find((property) => property.id === channel.propertyId)?.name ?? '–'}
                      </span>
                    </span>
                    <span className="text-meta text-fg-2">
                      {t('channels.lastIn', { time: agoText(channel.lastInboundAt, now) })}
                      <br />
                      {t('channels.lastOut', { time: agoText(channel.lastOutboundAt, now) })}
                    </span>
                    <span className="w-32 text-right">
                      <HealthBadge channel={channel} />
                    </span>
                    {channel.status === 'active' && channel.health.status !== 'ok' && channel.health.detail !== '' ? (
                      <span className="w-full pl-13 text-meta text-fg-2">{channel.health.detail}</span>
                    ) : null}
                  </Link>
                </li>
              ))}
            </ul>
          )
        }}
      </Loaded>
    </AdminPage>
  )
}
