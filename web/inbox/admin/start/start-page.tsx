import { useQuery } from '@tanstack/react-query'
import { t } from '../../lib/t.ts'
import { channelKindsQuery } from '../../queries/channel-kinds.ts'
import { channelsQuery } from '../../queries/channels.ts'
import { managersQuery } from '../../queries/managers.ts'
import { propertiesQuery } from '../../queries/properties.ts'
import { useMe } from '../../session/me-context.ts'
import { AdminPage } from '../parts/admin-page.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { Step } from './step.tsx'

/** The first steps, each ticked by what is there, not by a press. */
export function StartPage() {
  const me = useMe()
  const properties = useQuery(propertiesQuery)
  const channels = useQuery({ ...channelsQuery, refetchInterval: 5000 })
  const kinds = useQuery(channelKindsQuery)
  const managers = useQuery(managersQuery)
  const hosted = new Set(kinds.data?.filter((kind) => kind.capabilities.hostedByHub).map((kind) => kind.kind))
  return (
    <AdminPage title={t('start.title')} text={t('start.text', { account: me.account.name })}>
      <Loaded query={channels}>
        {(all) => {
          const active = all.filter((channel) => channel.status !== 'removed')
          const widget = active.find((channel) => channel.publicId !== null && hosted.has(channel.kind))
          const hasProperty = (properties.data?.length ?? 0) > 0
          const hasInbound = active.some((channel) => channel.lastInboundAt !== null)
          const done = [hasProperty, active.length > 0, hasInbound, (managers.data?.length ?? 0) > 1]
          const next = done.indexOf(false)
          return (
            <ol className="border border-line">
              <Step
                number={1}
                isDone={done[0] === true}
                isNext={next === 0}
                title={t('start.property')}
                text={t('start.propertyText')}
                link={{ to: '/admin/properties', label: t('start.propertyAction') }}
              />
              <Step
                number={2}
                isDone={done[1] === true}
                isNext={next === 1}
                title={t('start.channel')}
                text={t('start.channelText')}
                link={{ to: '/admin/channels/connect', label: t('start.channelAction') }}
              />
              <Step
                number={3}
                isDone={done[2] === true}
                isNext={next === 2}
                title={t('start.try')}
                text={widget === undefined ? t('start.tryNoWidget') : t('start.tryText')}
                {...(widget?.publicId == null
                  ? {}
                  : { page: { href: `/demo?widget=${widget.publicId}`, label: t('start.tryAction') } })}
              />
              <Step
                number={4}
                isDone={done[3] === true}
                isNext={next === 3}
                title={t('start.people')}
                text={t('start.peopleText')}
                link={{ to: '/admin/people', label: t('start.peopleAction') }}
              />
            </ol>
          )
        }}
      </Loaded>
    </AdminPage>
  )
}
