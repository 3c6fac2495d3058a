import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { ChannelGlyph } from '../../channel-glyph.tsx'
import { t } from '../../lib/t.ts'
import { useChannelKinds } from '../../queries/channel-kinds.ts'
import { channelsQuery } from '../../queries/channels.ts'
import { PageTitle } from '../../session/page-title.tsx'
import { buttonClass } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { ChannelHealth } from './channel-health.tsx'
import { ChannelRemoval } from './channel-removal.tsx'
import { ChannelSettings } from './channel-settings.tsx'
import { FirstMessage } from './first-message.tsx'
import { WidgetCode } from './widget-code.tsx'

const route = getRouteApi('/app/admin/channels/$channelId')

export function ChannelPage() {
  const { channelId } = route.useParams()
  const kinds = useChannelKinds()
  // While nothing has come in yet, the page waits for it.
  const channels = useQuery({
    ...channelsQuery,
    refetchInterval: (query) =>
      query.state.data?.find((channel) => channel.id === channelId)?.lastInboundAt === null ? 3000 : false,
  })
  return (
    <div className="max-w-3xl px-4 py-6 sm:px-8">
      <Link to="/admin/channels" className={`${buttonClass('quiet', 'sm')} mb-3 -ml-2.5`}>
        <Icon of={ArrowLeft} />
        {t('admin.channels')}
      </Link>
      <Loaded query={channels}>
        {(items) => {
          const channel = items.find((candidate) => candidate.id === channelId)
          const kind = kinds.find((candidate) => candidate.kind === channel?.kind)
          if (channel === undefined || channel.status === 'removed') {
            return <EmptyState title={t('channels.goneTitle')} text={t('channels.goneText')} />
          }
          return (
            <>
              <PageTitle of={channel.name} />
              <div className="mb-6 flex items-center gap-3">
                <span className="flex size-10 items-center justify-center rounded-full border border-line">
                  <ChannelGlyph kind={channel.kind} className="size-5" />
                </span>
                <div className="min-w-0">
                  <h1 className="truncate text-page font-bold">{channel.name}</h1>
                  <p className="text-fg-2">{kind?.title}</p>
                </div>
              </div>
              <FirstMessage channel={channel} kind={kind} />
              <ChannelHealth channel={channel} />
              {channel.publicId !== null && kind?.capabilities.hostedByHub === true ? (
                <WidgetCode publicId={channel.publicId} />
              ) : null}
              {kind === undefined ? null : <ChannelSettings key={channel.id} channel={channel} kind={kind} />}
              <ChannelRemoval channel={channel} />
            </>
          )
        }}
      </Loaded>
    </div>
  )
}
