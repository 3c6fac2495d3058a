import { CircleCheck, ExternalLink } from 'lucide-react'
import { useState } from 'react'
import type { Channel, ChannelKindInfo } from '../../../../core/api/shapes.ts'
import { t } from '../../lib/t.ts'
import { Icon } from '../../ui/icon.tsx'
import { Notice } from '../../ui/notice.tsx'
import { textLinkClass } from '../../ui/text-link-class.ts'

type FirstMessageProps = { readonly channel: Channel; readonly kind: ChannelKindInfo | undefined }

/** The live test: it waits for the first message of a new channel and says so when it is there. */
export function FirstMessage({ channel, kind }: FirstMessageProps) {
  const [wasWaiting] = useState(channel.lastInboundAt === null)
  if (!wasWaiting || channel.status !== 'active') return null
  const address =
    kind?.capabilities.hostedByHub === true && channel.publicId !== null
      ? `/demo?widget=${channel.publicId}`
      : channel.health.account?.url
  return (
    <div className="mb-6">
      <Notice tone={channel.lastInboundAt === null ? 'info' : 'ok'} role="status">
        {channel.lastInboundAt === null ? (
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="breathe size-2 rounded-full bg-waiting" aria-hidden="true" />
            <span className="flex-1">{t('channels.waitingFirst')}</span>
            {address == null ? null : (
              <a href={address} target="_blank" rel="noopener" className={`${textLinkClass} inline-flex items-center gap-1`}>
                {channel.health.account?.name ?? t('start.tryAction')}
                <Icon of={ExternalLink} className="size-3.5" />
              </a>
            )}
          </div>
        ) : (
          <span className="flex items-center gap-2">
            <Icon of={CircleCheck} className="text-ok" />
            {t('channels.gotFirst')}
          </span>
        )}
      </Notice>
    </div>
  )
}
