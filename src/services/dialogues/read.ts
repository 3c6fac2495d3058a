import { HubError } from '../../../core/errors.ts'
import type { Actor } from '../../../core/permissions.ts'
import { transaction } from '../../../db/client.ts'
import { saveRead } from '../../../db/queries/dialogue-writes.ts'
import { messagesById, viewDialogue } from '../../../db/queries/inbox.ts'
import type { Deps } from '../../deps.ts'
import { presentDialogue, presentMessage } from './present.ts'

/** @throws HubError not_found: not there, or not theirs to see. */
export async function readDialogue(deps: Deps, actor: Actor, dialogueId: string) {
  const row = await viewDialogue(deps.sql, actor, dialogueId)
  if (!row) throw new HubError('not_found', 'There is no such dialogue.')
  return presentDialogue(row)
}

/** A message that the caller just wrote, or may see for another reason. */
export async function readMessage(deps: Deps, accountId: string, messageId: string) {
  const [row] = await messagesById(deps.sql, { accountId, ids: [messageId] })
  if (!row) throw new HubError('not_found', 'There is no such message.')
  return presentMessage(row)
}

/** Tells the reader's own other windows; nobody else's business. */
export async function markRead(deps: Deps, actor: Actor, args: { readonly dialogueId: string; readonly seq: number }) {
  const { managerId, accountId } = actor
  if (managerId === null) throw new HubError('forbidden', 'Only a person reads.')
  await readDialogue(deps, actor, args.dialogueId)
  await transaction(deps.sql, (tx) => saveRead(tx, { accountId, managerId, ...args }))
  return await readDialogue(deps, actor, args.dialogueId)
}
