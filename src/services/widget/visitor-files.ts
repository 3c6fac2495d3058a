import type { MessageFile } from '../../../core/api/shapes.ts'
import { HubError } from '../../../core/errors.ts'
import { findFile } from '../../../db/queries/files.ts'
import type { Deps } from '../../deps.ts'
import { contentOf, type FileContent, uploadFile } from '../files/files.ts'
import { widgetOf } from './find-widget.ts'
import { limitWidget } from './limit.ts'
import { filesUrl } from './present-message.ts'
import type { Visitor } from './visitor.ts'
import { visitorState } from './visitor-state.ts'

/**
 * Kept until the visitor sends it. Refused while an agreement about privacy is due, like a message.
 * @throws HubError consent_required, too_large, rate_limited, not_found
 */
export async function uploadVisitorFile(
  deps: Deps,
  visitor: Visitor,
  args: { readonly name: string; readonly body: ReadableStream<Uint8Array>; readonly ip: string },
): Promise<MessageFile> {
  const { accountId, channelId, visitorId } = visitor
  await limitWidget(deps, { what: 'file', ip: args.ip, visitorId, channelId })
  const { channel } = await widgetOf(deps, channelId)
  const { state } = await visitorState(deps, visitor)
  if (state.consent !== null) throw new HubError('consent_required', 'Please answer the question about privacy first.')
  const maxBytes = channel.adapter.capabilities.files.document?.maxBytes ?? 0
  return await uploadFile(deps, {
    accountId,
    uploaderId: visitorId,
    name: args.name,
    body: args.body,
    maxBytes,
    urlBase: filesUrl,
  })
}

/** A file of the visitor's own chat, or their own upload. @throws HubError not_found, also for everybody else's. */
export async function readVisitorFile(deps: Deps, visitor: Visitor, id: string): Promise<FileContent> {
  const file = await findFile(deps.sql, { accountId: visitor.accountId, id })
  const isUpload = file?.message_id === null && file.uploader_id === visitor.visitorId
  const isInChat = file?.channel_id === visitor.channelId && file.place === visitor.visitorId && file.direction !== 'note'
  if (!file || !(isUpload || isInChat)) throw new HubError('not_found', 'There is no such file.')
  return await contentOf(deps, file)
}
