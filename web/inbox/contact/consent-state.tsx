import { useQuery } from '@tanstack/react-query'
import { fullTime, shortDateTime } from '../lib/format-time.ts'
import { t } from '../lib/t.ts'
import { contactConsentsQuery } from '../queries/consents.ts'
import { Badge, type Tone } from '../ui/badge.tsx'
import { Fact } from '../ui/fact.tsx'

const tones: Readonly<Record<string, Tone>> = { agreed: 'ok', declined: 'danger', withdrawn: 'danger', requested: 'warn' }

type ConsentStateProps = { readonly contactId: string; readonly propertyId: string }

/** The latest answer about privacy that this contact gave to this property. */
export function ConsentState({ contactId, propertyId }: ConsentStateProps) {
  const consents = useQuery(contactConsentsQuery(contactId))
  if (consents.data === undefined) return null
  const latest = consents.data.find((consent) => consent.propertyId === propertyId)
  return (
    <Fact label={t('contact.consent')}>
      {latest === undefined ? (
        t('contact.consentNone')
      ) : (
        <span className="flex flex-wrap items-center gap-1.5">
          <Badge tone={tones[latest.action] ?? 'neutral'}>{t(`consent.action.${latest.action}`)}</Badge>
          <time dateTime={latest.at} title={fullTime(latest.at)} className="text-meta text-fg-3">
            {shortDateTime(latest.at)}
          </time>
        </span>
      )}
    </Fact>
  )
}
