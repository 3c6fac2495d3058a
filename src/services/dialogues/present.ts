import type { Dialogue, Message, MessageFile } from '../../../core/api/shapes.ts'
import { fileKinds } from '../../../core/capabilities.ts'
import { closeReasons, deliveryStatuses } from '../../../core/dialogue.ts'
import { failureReasons } from '../../../core/errors.ts'
import { isId } from '../../../core/ids.ts'
import type { DialogueView, MessageView } from '../../../db/queries/inbox.ts'

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

/** `read` is the reader's own; the stream, which has many readers, gives it per reader. */
export function presentDialogue(
  row: DialogueView,
  read: { readonly seq: number; readonly count: number } = { seq: row.read_seq, count: row.read_count },
): Dialogue {
  return {
    id: row.id,
    chatId: row.chat_id,
    channelId: row.channel_id,
    propertyId: row.property_id,
    contact: { id: row.contact_id, name: row.contact_name, username: row.contact_username, locale: row.contact_locale },
    departmentId: row.department_id,
    status: row.status,
    assigneeId: row.assignee_id,
    lastSeq: row.last_seq,
    lastInboundSeq: row.last_inbound_seq,
    readSeq: read.seq,
    unread: Math.max(0, row.inbound_count - read.count),
    snippet: row.snippet,
    entry: row.entry,
    openedAt: row.opened_at.toISOString(),
    lastMessageAt: row.last_message_at.toISOString(),
    waitingSince: iso(row.waiting_since),
    autoCloseAt: iso(row.auto_close_at),
    closedAt: iso(row.closed_at),
    closeReason: closeReasons.find((reason) => reason === row.close_reason) ?? null,
  }
}

export function presentMessage(row: MessageView): Message {
  const byManager = row.manager_id !== null
  return {
    id: row.id,
    dialogueId: row.dialogue_id,
    seq: row.seq,
    direction: row.direction,
    text: row.text,
    files: row.files.map((file) => presentFile(file, '/api/v1/files')),
    buttons: row.content?.buttons ?? [],
    replyTo: row.reply_id === null ? null : { id: row.reply_id, text: (row.reply_text ?? '').slice(0, 300) },
    author:
      row.direction === 'in'
        ? { type: 'contact', id: row.contact_id, name: row.contact_name }
        : { type: byManager ? 'manager' : 'hub', id: row.manager_id, name: row.manager_name },
    unsupported: row.content?.unsupported ?? null,
    event: row.content?.event ?? (row.content?.purpose ? { type: row.content.purpose, data: {} } : null),
    reactions: row.content?.reactions ?? [],
    platformAt: row.platform_at.toISOString(),
    createdAt: row.created_at.toISOString(),
    late: row.late,
    edited: row.edited,
    removed: row.removed,
    status: deliveryStatuses.find((status) => status === row.status) ?? null,
    failure: presentFailure(row),
    clientId: row.client_id,
  }
}

function presentFailure(row: MessageView): Message['failure'] {
  if (row.status !== 'failed' && row.status !== 'in_doubt' && row.status !== 'queued') return null
  const reason = failureReasons.find((one) => one === row.failure_reason)
  if (!reason && row.failure_detail === null) return null
  return { reason: reason ?? 'unreachable', detail: row.failure_detail ?? '' }
}

export function presentFile(
  file: {
    readonly id: string
    readonly kind: string
    readonly name: string
    readonly mimeType: string
    readonly bytes: number | null
    readonly state: string
  },
  base: string,
): MessageFile {
  const state = file.state === 'stored' || file.state === 'failed' ? file.state : 'pending'
  return {
    id: file.id,
    kind: fileKinds.find((kind) => kind === file.kind) ?? 'document',
    name: file.name,
    mimeType: file.mimeType,
    bytes: file.bytes,
    state,
    url: state === 'stored' ? `${base}/${file.id}` : null,
  }
}

/** A page's end in a keyset of (moment, id). */
export function encodeCursor(row: { readonly at: Date; readonly id: string }): string {
  return Buffer.from(`${row.at.toISOString()} ${row.id}`).toString('base64url')
}

/** null: not one of ours, which begins at the top. */
export function decodeCursor(cursor: string | undefined): { readonly at: Date; readonly id: string } | null {
  if (cursor === undefined) return null
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ')
  // A year of five digits is a date in JavaScript and none in PostgreSQL.
  const isMoment = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) && !Number.isNaN(Date.parse(at))
  return isMoment && isId(id) ? { at: new Date(at), id } : null
}
