import type { VisitorMessage } from '../../../../core/api/widget.ts'
import type { OutboxItem } from '../outbox.ts'
import type { Group } from '../transcript.ts'
import { FileCard } from './file-card.tsx'
import { RichText } from './rich-text.tsx'
import { useScene } from './scene.ts'

/** Messages of one author in a row: the name stands above, the time below. */
export function MessageGroup({ group, isNewestOwn }: { group: Group; isNewestOwn: boolean }) {
  const { texts } = useScene()
  const isOwn = group.from === 'visitor'
  const last = group.messages.at(-1)
  return (
    <li class={isOwn ? 'group own' : 'group'}>
      <span class={isOwn || group.name === null ? 'sr' : 'name'} dir="auto">
        {isOwn ? texts.t('log.you') : (group.name ?? texts.t('log.us'))}
      </span>
      {group.messages.map((message) => (
        <Bubble key={message.id} message={message} />
      ))}
      {last && (
        <span class="meta">
          {timeOf(last.at, texts.locale)}
          {last.edited && !last.removed && ` · ${texts.t('log.edited')}`}
          {isNewestOwn && ` · ${texts.t('message.sent')}`}
        </span>
      )}
    </li>
  )
}

function Bubble({ message }: { message: VisitorMessage }) {
  const { texts } = useScene()
  if (message.removed) return <p class="bubble removed">{texts.t('log.removed')}</p>
  return (
    <>
      {message.text !== '' && (
        <p class="bubble" dir="auto">
          <RichText text={message.text} />
        </p>
      )}
      {message.files.map((file) => (
        <FileCard key={file.id} file={file} />
      ))}
    </>
  )
}

/** A message that the hub does not have yet. */
export function OutgoingMessage({ item, isLost }: { item: OutboxItem; isLost: boolean }) {
  const { chat, texts } = useScene()
  const { clientId, text } = item.message
  return (
    <li class="group own outgoing">
      <span class="sr">{texts.t('log.you')}</span>
      {text !== '' && (
        <p class="bubble" dir="auto">
          <RichText text={text} />
        </p>
      )}
      {item.fileNames.map((name, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names may be the same, and the list never changes
        <p key={index} class="bubble">
          {name}
        </p>
      ))}
      {item.state === 'sending' ? (
        <span class="meta">{texts.t(isLost ? 'message.waiting' : 'message.sending')}</span>
      ) : (
        <span class="meta failed">
          <button type="button" class="link" onClick={() => chat.retry(clientId)}>
            {texts.t('message.failed')}
          </button>
          {' · '}
          <button type="button" class="link" onClick={() => chat.discard(clientId)}>
            {texts.t('message.discard')}
          </button>
        </span>
      )}
    </li>
  )
}

const timeOf = (at: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(new Date(at))
