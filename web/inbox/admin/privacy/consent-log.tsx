import { useInfiniteQuery } from '@tanstack/react-query'
import { ChannelGlyph } from '../../channel-glyph.tsx'
import { fullTime, shortDateTime } from '../../lib/format-time.ts'
import { t } from '../../lib/t.ts'
import { useChannels } from '../../queries/channels.ts'
import { consentsQuery } from '../../queries/consents.ts'
import { Button } from '../../ui/button.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { Section } from '../parts/section.tsx'

/** Every request and every answer, newest first, with the very text that was shown. */
export function ConsentLog() {
  const consents = useInfiniteQuery(consentsQuery)
  const channels = useChannels()
  return (
    <div className="mt-6 border-t border-line pt-6">
      <Section title={t('consent.log')} text={t('consent.logText')}>
        <Loaded query={consents}>
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items)
            if (items.length === 0) return <p className="text-fg-3">{t('consent.logEmpty')}</p>
            return (
              <>
                <ul className="divide-y divide-line border-y border-line">
                  {items.map((consent) => {
                    const channel = channels.find((candidate) => candidate.id === consent.channelId)
                    return (
                      <li key={consent.id} className="py-2">
                        <details>
                          <summary className="flex flex-wrap items-center gap-x-3 gap-y-0.5 rounded-chip">
                            <ChannelGlyph kind={channel?.kind} />
                            <span className="font-medium">{t(`consent.action.${consent.action}`)}</span>
                            <span className="flex-1 truncate text-fg-2">{channel?.name}</span>
                            <span className="text-meta text-fg-3">
                              {t('consent.version', { version: consent.version, locale: consent.locale })}
                            </span>
                            <time dateTime={consent.at} title={fullTime(consent.at)} className="text-meta text-fg-3">
                              {shortDateTime(consent.at)}
                            </time>
                          </summary>
                          <div className="mt-1 ml-7 flex flex-col gap-1 text-meta text-fg-2">
                            <p className="whitespace-pre-wrap">{consent.text}</p>
                            <p className="wrap-anywhere text-fg-3">
                              {consent.url} · {t('consent.evidence', { evidence: consent.evidence })} ·{' '}
                              {consent.textHash.slice(0, 16)}
                            </p>
                          </div>
                        </details>
                      </li>
                    )
                  })}
                </ul>
                {consents.hasNextPage ? (
                  <Button
                    className="self-start"
                    onClick={() => void consents.fetchNextPage()}
                    isBusy={consents.isFetchingNextPage}
                  >
                    {t('ui.more')}
                  </Button>
                ) : null}
              </>
            )
          }}
        </Loaded>
      </Section>
    </div>
  )
}
