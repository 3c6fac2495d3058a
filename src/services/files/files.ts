import type { MessageFile } from '../../../core/api/shapes.ts'
import { HubError } from '../../../core/errors.ts'
import { newId } from '../../../core/ids.ts'
import type { Actor } from '../../../core/permissions.ts'
import { type FileRow, findFile, insertUpload } from '../../../db/queries/files.ts'
import { viewDialogue } from '../../../db/queries/inbox.ts'
import type { Deps } from '../../deps.ts'
import { presentFile } from '../dialogues/present.ts'
import { safeName, storeFile } from './store-file.ts'

export const maxUploadBytes = 50 * 1024 * 1024

/** Kept for its uploader until it is sent; never sent, it goes after a day. */
export async function uploadFile(
  deps: Deps,
  args: {
    readonly accountId: string
    readonly uploaderId: string
    readonly name: string
    readonly body: ReadableStream<Uint8Array>
    readonly maxBytes: number
    readonly urlBase: string
  },
): Promise<MessageFile> {
  const stored = await storeFile(deps, { body: args.body, maxBytes: args.maxBytes, voice: false })
  const file = { id: newId(), name: safeName(args.name), kind: stored.kind, mimeType: stored.mimeType, bytes: stored.bytes }
  await insertUpload(deps.sql, {
    ...file,
    accountId: args.accountId,
    uploaderId: args.uploaderId,
    storageKey: stored.storageKey,
    now: deps.clock.now(),
  })
  return presentFile({ ...file, state: 'stored' }, args.urlBase)
}

export type FileContent = Readonly<{ name: string; mimeType: string; bytes: number | null; body: ReadableStream<Uint8Array> }>

/** A manager reads a file of a dialogue that they may see, or their own upload. @throws HubError not_found */
export async function readFile(deps: Deps, actor: Actor, id: string): Promise<FileContent> {
  const file = await findFile(deps.sql, { accountId: actor.accountId, id })
  const own = file?.dialogue_id === null && file.uploader_id === (actor.managerId ?? 'api')
  const seen = file && file.dialogue_id !== null && (await viewDialogue(deps.sql, actor, file.dialogue_id)) !== null
  if (!file || !(own || seen)) throw new HubError('not_found', 'There is no such file.')
  return await contentOf(deps, file)
}

export async function contentOf(deps: Deps, file: FileRow): Promise<FileContent> {
  if (file.storage_key === null) throw new HubError('not_found', 'The file is not here yet.')
  return { name: file.name, mimeType: file.mime_type, bytes: file.bytes, body: await deps.storage.get(file.storage_key) }
}
