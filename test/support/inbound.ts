import type { InboundEvent } from '../../core/channel.ts'
import { newId } from '../../core/ids.ts'
import type { Deps, IngestRequest } from '../../src/deps.ts'

type MessageEvent = Extract<InboundEvent, { type: 'message' }>
type Where = Readonly<{ accountId: string; channelId: string; propertyId: string }>

/** A message as an adapter would report it: of a new contact in a chat of their own unless said otherwise. */
export function messageEvent(
  given: Readonly<{ text?: string }> & Partial<Omit<MessageEvent, 'type' | 'content'>> = {},
): MessageEvent {
  const { text = 'Hello', ...rest } = given
  const chatId = rest.chatId ?? newId()
  return {
    type: 'message',
    eventId: newId(),
    messageId: newId(),
    at: new Date('2026-03-01T10:00:00Z'),
    chatId,
    order: null,
    author: { id: chatId, name: 'Grace', username: null, locale: 'en' },
    content: { text, files: [] },
    replyTo: null,
    entry: null,
    ...rest,
  }
}

/** Takes in what an adapter reported; resolves after the commit. */
export async function receive(
  { ingest }: Pick<Deps, 'ingest'>,
  { accountId, channelId, propertyId }: Where,
  events: readonly InboundEvent[],
  more: Pick<IngestRequest, 'lease'> = {},
): Promise<void> {
  await ingest.receive({ accountId, channelId, propertyId, events, raw: JSON.stringify(events), ...more })
}
