import { ChannelGlyph } from '../../channel-glyph.tsx'
import { t } from '../../lib/t.ts'
import { useChannels } from '../../queries/channels.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Section } from '../parts/section.tsx'

type ExcludedChannelsProps = { readonly excludedIds: readonly string[]; readonly onExcluded: (ids: string[]) => void }

export function ExcludedChannels({ excludedIds, onExcluded }: ExcludedChannelsProps) {
  const channels = useChannels().filter((channel) => channel.status !== 'removed')
  return (
    <Section title={t('privacy.excluded')} text={t('privacy.excludedText')}>
      {channels.length === 0 ? (
        <p className="text-fg-3">{t('privacy.noChannels')}</p>
      ) : (
        <ul className="divide-y divide-line border-y border-line">
          {channels.map((channel) => (
            <li key={channel.id} className="py-1">
              <Checkbox
                checked={excludedIds.includes(channel.id)}
                onChange={(isExcluded) =>
                  onExcluded(isExcluded ? [...excludedIds, channel.id] : excludedIds.filter((id) => id !== channel.id))
                }
                label={
                  <span className="flex items-center gap-2">
                    <ChannelGlyph kind={channel.kind} />
                    <span className="truncate">{channel.name}</span>
                  </span>
                }
              />
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
