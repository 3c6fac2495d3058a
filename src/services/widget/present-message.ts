import type { VisitorMessage } from '../../../core/api/widget.ts'
import type { MessageView } from '../../../db/queries/inbox.ts'
import { presentFile } from '../dialogues/present.ts'

/** Where a visitor's frame finds the files of its messages. */
export const filesUrl = '/api/v1/widget/files'

/** What the visitor's own messages are called in the widget's channel. The clientId makes a second delivery the same event. */
export const externalIdOf = (visitorId: string, clientId: string): string => `w:${visitorId}:${clientId}`

/** The request for consent stands in the state, where it can be answered: as a message the visitor would read it twice. */
export const isForVisitor = (row: MessageView): boolean =>
  (row.direction === 'in' || row.direction === 'out') && row.status !== 'cancelled' && row.content?.purpose !== 'consent_request'

export function presentForVisitor(row: MessageView): VisitorMessage {
  const isOwn = row.direction === 'in'
  const prefix = externalIdOf(row.place, '')
  return {
    id: row.id,
    seq: row.seq,
    from: isOwn ? 'visitor' : row.manager_id === null ? 'hub' : 'manager',
    name: isOwn ? null : row.manager_name,
    text: row.text,
    files: row.files.map((file) => presentFile(file, filesUrl)),
    buttons: isOwn ? [] : (row.content?.buttons ?? []),
    at: row.created_at.toISOString(),
    edited: row.edited,
    removed: row.removed,
    clientId: isOwn && row.external_id?.startsWith(prefix) ? row.external_id.slice(prefix.length) : null,
  }
}
