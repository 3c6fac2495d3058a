import type { Dialogue, Message, StreamEvent } from '../../../core/api/shapes.ts'

const at = (minute: number): string => `2026-11-20T09:${String(minute).padStart(2, '0')}:00.000Z`

export function dialogue(change: Partial<Dialogue> = {}): Dialogue {
  return {
    id: 'd1',
    chatId: 'chat1',
    channelId: 'c1',
    propertyId: 'p1',
    contact: { id: 'contact-ab12', name: 'Tom', username: null, locale: null },
    departmentId: null,
    status: 'open',
    assigneeId: null,
    lastSeq: 3,
    lastInboundSeq: 3,
    readSeq: 0,
    unread: 3,
    snippet: { text: 'Hello', direction: 'in', fileCount: 0 },
    entry: null,
    openedAt: at(0),
    lastMessageAt: at(3),
    waitingSince: at(1),
    autoCloseAt: null,
    closedAt: null,
    closeReason: null,
    ...change,
  }
}

export function message(seq: number, change: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    dialogueId: 'd1',
    seq,
    direction: 'in',
    text: `text ${seq}`,
    files: [],
    buttons: [],
    replyTo: null,
    author: { type: 'contact', id: 'contact-ab12', name: 'Tom' },
    unsupported: null,
    event: null,
    reactions: [],
    platformAt: at(seq),
    createdAt: at(seq),
    late: false,
    edited: false,
    removed: false,
    status: null,
    failure: null,
    clientId: null,
    ...change,
  }
}

export function streamEvent(
  type: StreamEvent['type'],
  data: Record<string, unknown>,
  change: Partial<StreamEvent> = {},
): StreamEvent {
  return { type, position: 1, at: at(30), dialogueId: 'd1', seq: null, data, ...change }
}
