import type { HandlerBody } from '../../../core/api/index.ts'
import type { VisitorMessage } from '../../../core/api/widget.ts'
import { fileKinds } from '../../../core/capabilities.ts'
import type { InboundFile } from '../../../core/channel.ts'
import { HubError } from '../../../core/errors.ts'
import { transaction } from '../../../db/client.ts'
import { filesToSend } from '../../../db/queries/dialogue-writes.ts'
import { messagesById } from '../../../db/queries/inbox.ts'
import { findVisitorMessage, offersButton } from '../../../db/queries/visitors.ts'
import type { Deps } from '../../deps.ts'
import { limitWidget } from './limit.ts'
import { externalIdOf, presentForVisitor } from './present-message.ts'
import type { Visitor } from './visitor.ts'
import { visitorState } from './visitor-state.ts'

type Body = HandlerBody<'POST /widget/messages'>

/**
 * The visitor writes. Taken in like what any channel brings, so order, deduplication and the gate are the same; the same clientId again stores
 * nothing and gives the same answer. Where an agreement is due nothing is taken at all, not even to be held.
 * @throws HubError consent_required, invalid, rate_limited, not_found
 */
export async function sendVisitorMessage(
  deps: Deps,
  visitor: Visitor,
  args: { readonly body: Body; readonly ip: string },
): Promise<VisitorMessage> {
  const { body } = args
  const { accountId, channelId, visitorId } = visitor
  const externalId = externalIdOf(visitorId, body.clientId)
  const stored = await find(deps, visitor, externalId)
  if (stored) return stored
  await limitWidget(deps, { what: 'message', ip: args.ip, visitorId, channelId })
  const { state } = await visitorState(deps, visitor)
  if (state.consent !== null)
    throw new HubError('consent_required', 'Please answer the question about privacy first.', {
      details: { version: state.consent.version },
    })
  if (body.text.trim() === '' && body.fileIds.length === 0) throw new HubError('invalid', 'Write something, or attach a file.')
  if (body.button && !(await offersButton(deps.sql, { ...visitor, ...body.button })))
    throw new HubError('invalid', 'There is no such button.')

  const channel = await deps.channels.byId(channelId)
  if (!channel) throw new HubError('not_found', 'This chat is closed at the moment.')
  await deps.ingest.receive({
    accountId,
    channelId,
    propertyId: channel.propertyId,
    raw: JSON.stringify(body),
    events: [
      {
        type: 'message',
        eventId: externalId,
        messageId: externalId,
        chatId: visitorId,
        at: deps.clock.now(),
        order: null,
        author: { id: visitorId, name: null, username: null, locale: visitor.locale },
        content: { text: body.text, files: await filesOf(deps, visitor, body.fileIds) },
        replyTo: null,
        entry: visitor.pageUrl === null ? null : { source: 'page', value: visitor.pageUrl },
      },
    ],
  })
  const taken = await find(deps, visitor, externalId)
  // It was stored once and is gone: declined, or erased.
  if (!taken) throw new HubError('conflict', 'This message was removed.')
  return taken
}

async function find(deps: Deps, visitor: Visitor, externalId: string): Promise<VisitorMessage | null> {
  const { accountId, channelId } = visitor
  const id = await findVisitorMessage(deps.sql, { accountId, channelId, externalId })
  const [row] = id === null ? [] : await messagesById(deps.sql, { accountId, ids: [id] })
  return row ? presentForVisitor(row) : null
}

/** @throws HubError invalid for a file that this visitor has not uploaded, or has sent already. */
async function filesOf(deps: Deps, visitor: Visitor, fileIds: readonly string[]): Promise<InboundFile[]> {
  if (fileIds.length === 0) return []
  const { accountId, visitorId } = visitor
  const rows = await transaction(deps.sql, (tx) => filesToSend(tx, { accountId, fileIds, uploaderId: visitorId }))
  return fileIds.map((id) => {
    const row = rows.find((one) => one.id === id)
    if (!row) throw new HubError('invalid', 'A file was not uploaded by you, or is sent already.')
    const kind = fileKinds.find((one) => one === row.kind) ?? 'document'
    return { ref: id, kind, name: null, mimeType: row.mime_type, bytes: row.bytes }
  })
}
