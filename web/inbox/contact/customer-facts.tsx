import type { Dialogue } from '../../../core/api/shapes.ts'
import { ChannelGlyph } from '../channel-glyph.tsx'
import { useNow } from '../lib/clock.ts'
import { contactName } from '../lib/contact-name.ts'
import { agoText, fullTime, lastingText, shortDateTime } from '../lib/format-time.ts'
import { currentLocale, t } from '../lib/t.ts'
import { useChannels } from '../queries/channels.ts'
import { useProperties } from '../queries/properties.ts'
import { useHasRight } from '../session/me-context.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Fact } from '../ui/fact.tsx'
import { ConsentState } from './consent-state.tsx'
import { CopyButton } from './copy-button.tsx'

/** Who the customer is, where they came from, and how the dialogue stands. */
export function CustomerFacts({ dialogue }: { readonly dialogue: Dialogue }) {
  const now = useNow()
  const channel = useChannels().find((candidate) => candidate.id === dialogue.channelId)
  const property = useProperties().find((candidate) => candidate.id === dialogue.propertyId)
  const maySeeConsent = useHasRight('chat_settings')
  const { contact, entry } = dialogue
  const name = contactName(contact)
  return (
    <div className="flex flex-col gap-4 p-4">
      <div className="flex items-center gap-3">
        <Avatar name={name} size="md" isContact />
        <div className="min-w-0 flex-1">
          <p className="truncate font-bold">{name}</p>
          {contact.username === null ? null : (
            <p className="truncate text-meta text-fg-3">@{contact.username.replace(/^@/, '')}</p>
          )}
        </div>
        <CopyButton label={t('contact.copyName')} value={contact.username ?? name} />
      </div>
      <dl className="flex flex-col gap-2.5 border-t border-line pt-4">
        <Fact label={t('contact.channel')}>
          <span className="flex items-center gap-1.5">
            <ChannelGlyph kind={channel?.kind} />
            <span className="truncate">{channel?.name ?? '–'}</span>
          </span>
        </Fact>
        <Fact label={t('contact.property')}>{property?.name ?? '–'}</Fact>
        {contact.locale === null ? null : <Fact label={t('contact.language')}>{languageName(contact.locale)}</Fact>}
        {entry === null ? null : <Fact label={t(`contact.entry.${entry.source}`)}>{entry.value}</Fact>}
        {maySeeConsent ? <ConsentState contactId={contact.id} propertyId={dialogue.propertyId} /> : null}
      </dl>
      <dl className="flex flex-col gap-2.5 border-t border-line pt-4">
        <Fact label={t('contact.opened')}>
          <time dateTime={dialogue.openedAt} title={fullTime(dialogue.openedAt)}>
            {shortDateTime(dialogue.openedAt)}
          </time>
        </Fact>
        {dialogue.waitingSince === null || dialogue.status !== 'open' ? null : (
          <Fact label={t('contact.waiting')}>
            <span className="text-waiting">{lastingText(Math.max(0, now - Date.parse(dialogue.waitingSince)))}</span>
          </Fact>
        )}
        {dialogue.autoCloseAt === null || dialogue.status !== 'open' ? null : (
          <Fact label={t('contact.autoClose')}>
            <time dateTime={dialogue.autoCloseAt} title={fullTime(dialogue.autoCloseAt)}>
              {shortDateTime(dialogue.autoCloseAt)}
            </time>
          </Fact>
        )}
        {dialogue.closedAt === null ? null : <Fact label={t('contact.closed')}>{agoText(dialogue.closedAt, now)}</Fact>}
      </dl>
    </div>
  )
}

function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(currentLocale(), { type: 'language' }).of(tag) ?? tag
  } catch {
    // A platform may tell a tag that isn't one.
    return tag
  }
}
