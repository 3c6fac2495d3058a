import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeft, ChevronRight } from 'lucide-react'
import { ChannelGlyph } from '../../channel-glyph.tsx'
import { t } from '../../lib/t.ts'
import { channelKindsQuery } from '../../queries/channel-kinds.ts'
import { propertiesQuery } from '../../queries/properties.ts'
import { buttonClass } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Notice } from '../../ui/notice.tsx'
import { textLinkClass } from '../../ui/text-link-class.ts'
import { AdminPage } from '../parts/admin-page.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { ConnectForm } from './connect-form.tsx'
import { kindText } from './connect-guide.ts'

const route = getRouteApi('/app/admin/channels/connect')

/** In steps: which kind, its data; the channel's own page then waits for the first message. */
export function ConnectPage() {
  const kinds = useQuery(channelKindsQuery)
  const properties = useQuery(propertiesQuery)
  const { kind: chosen } = route.useSearch()
  const kind = kinds.data?.find((candidate) => candidate.kind === chosen)
  return (
    <AdminPage
      title={kind === undefined ? t('connect.title') : t('connect.titleOf', { kind: kind.title })}
      text={kind === undefined ? t('connect.text') : undefined}
    >
      {properties.data?.length === 0 ? (
        <Notice tone="warn">
          {t('connect.noProperty')}{' '}
          <Link to="/admin/properties" className={textLinkClass}>
            {t('start.propertyAction')}
          </Link>
        </Notice>
      ) : kind === undefined ? (
        <Loaded query={kinds}>
          {(items) => (
            <ul className="divide-y divide-line border-y border-line">
              {items.map((item) => (
                <li key={item.kind}>
                  <Link
                    to="/admin/channels/connect"
                    search={{ kind: item.kind }}
                    className="flex items-center gap-4 px-1 py-3.5 hover:bg-hover"
                  >
                    <span className="flex size-9 shrink-0 items-center justify-center rounded-full border border-line">
                      <ChannelGlyph kind={item.kind} className="size-[18px]" />
                    </span>
                    <span className="min-w-0 flex-1">
                      <span className="block font-medium">{item.title}</span>
                      <span className="block text-fg-2">{kindText(item)}</span>
                    </span>
                    <Icon of={ChevronRight} className="text-fg-3" />
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      ) : (
        <>
          <Link to="/admin/channels/connect" search={{}} className={`${buttonClass('quiet', 'sm')} -mt-3 mb-4 -ml-2.5`}>
            <Icon of={ArrowLeft} />
            {t('connect.otherKind')}
          </Link>
          <Loaded query={properties}>{(items) => <ConnectForm key={kind.kind} kind={kind} properties={items} />}</Loaded>
        </>
      )}
    </AdminPage>
  )
}
