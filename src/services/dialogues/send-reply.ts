import type { HandlerBody } from '../../../core/api/index.ts'
import type { FileKind } from '../../../core/capabilities.ts'
import { parseConsentValue } from '../../../core/consent.ts'
import { HubError } from '../../../core/errors.ts'
import { fit as fitMessage } from '../../../core/fit.ts'
import { newId } from '../../../core/ids.ts'
import type { Actor } from '../../../core/permissions.ts'
import { isUniqueViolation, type Tx, transaction } from '../../../db/client.ts'
import {
  attachFiles,
  filesToSend,
  findByClientId,
  type LockedDialogue,
  lockVisible,
  messageInDialogue,
  repliesSince,
  saveAfterReply,
} from '../../../db/queries/dialogue-writes.ts'
import { insertOutbound } from '../../../db/queries/outbound.ts'
import type { Deps } from '../../deps.ts'
import { closesAt } from '../distribution/assign-dialogues.ts'
import { claimByHand } from './assign-dialogue.ts'
import { readMessage } from './read.ts'
import { tellDialogue } from './tell.ts'

type Body = HandlerBody<'POST /dialogues/{id}/messages'>

/**
 * A person answers. Refused before anything is stored: what the channel can't carry, a dialogue that is a colleague's, words that crossed with others'.
 * An unassigned dialogue becomes the writer's; a closed one reopens. Queued with the commit; sent by the lane.
 * @throws HubError not_found, forbidden, conflict (with what came in between), invalid, not_supported, too_large
 */
export async function sendReply(deps: Deps, actor: Actor, args: { readonly dialogueId: string; readonly body: Body }) {
  const { body, dialogueId } = args
  const now = deps.clock.now()
  const { accountId } = actor
  const settings = await deps.settings.of(accountId)
  const outcome = await transaction(deps.sql, async (tx) => {
    const dialogue = await lockVisible(tx, actor, dialogueId)
    if (!dialogue) throw new HubError('not_found', 'There is no such dialogue.')
    const known = await findByClientId(tx, { accountId, chatId: dialogue.chat_id, clientId: body.clientId })
    if (known !== null) return { messageId: known, position: null, channelId: null }
    await refuse(deps, tx, { actor, dialogue, body })
    const messageId = newId()
    const hosted = await isHosted(deps, dialogue.channel_id)
    const [made] = await insertOutbound(tx, {
      accountId,
      now,
      rows: [
        {
          id: messageId,
          chatId: dialogue.chat_id,
          dialogueId,
          channelId: dialogue.channel_id,
          direction: body.note ? 'note' : 'out',
          text: body.text,
          buttons: body.buttons,
          managerId: actor.managerId,
          replyToId: body.replyTo,
          clientId: body.clientId,
          automatic: false,
          sent: hosted,
        },
      ],
    })
    if (!made) throw new Error('The message was not stored.')
    const attached = await attachFiles(tx, { accountId, messageId, fileIds: body.fileIds, uploaderId: actor.managerId ?? 'api' })
    if (attached !== body.fileIds.length) throw new HubError('invalid', 'A file was not uploaded by you, or is sent already.')
    let assigneeId = dialogue.assignee_id
    if (!body.note && assigneeId === null && actor.managerId !== null && actor.rights.includes('take')) {
      await claimByHand(tx, { actor, dialogue, toManagerId: actor.managerId, settings, now })
      assigneeId = actor.managerId
    }
    const after = { ...dialogue, last_message_at: now, waiting_since: null }
    await saveAfterReply(tx, {
      accountId,
      dialogueId,
      snippet: body.text.slice(0, 160),
      direction: body.note ? 'note' : 'out',
      fileCount: body.fileIds.length,
      autoCloseAt: closesAt(after, assigneeId, settings, dialogue.became_unassigned_at),
      now,
    })
    const position = await tellDialogue(tx, {
      accountId,
      dialogue,
      assigneeId,
      previousAssigneeId: dialogue.assignee_id,
      message: { id: messageId, seq: made.seq, isNew: true },
      now,
    })
    return { messageId, position, channelId: body.note || hosted ? null : dialogue.channel_id }
  }).catch((error: unknown) => {
    // The same clientId at the same moment: the other one stored it.
    if (isUniqueViolation(error, 'messages_client'))
      throw new HubError('conflict', 'This message is being stored already; ask again.')
    throw error
  })
  if (outcome.position !== null) deps.bus.publish({ type: 'stream', accountId, position: outcome.position })
  if (outcome.channelId !== null) deps.queue.nudge('deliver', { accountId, channelId: outcome.channelId })
  return await readMessage(deps, accountId, outcome.messageId)
}

async function isHosted(deps: Deps, channelId: string): Promise<boolean> {
  const channel = await deps.channels.byId(channelId)
  return channel?.adapter.capabilities.hostedByHub ?? false
}

async function refuse(
  deps: Deps,
  tx: Tx,
  args: { readonly actor: Actor; readonly dialogue: LockedDialogue; readonly body: Body },
): Promise<void> {
  const { actor, dialogue, body } = args
  const { accountId } = actor
  if (body.text.trim() === '' && body.fileIds.length === 0) throw new HubError('invalid', 'Write something, or attach a file.')
  // Pressed, it would count as an answer to the request for consent.
  if (body.buttons.some((button) => parseConsentValue(button.value) !== null))
    throw new HubError('invalid', 'A button can’t have this value: it is the request for consent’s own.')
  const others = dialogue.assignee_id !== null && dialogue.assignee_id !== actor.managerId
  if (others && !body.note && !actor.rights.includes('see_all'))
    throw new HubError('forbidden', 'This dialogue is a colleague’s; they or an administrator can hand it over.')
  if (body.replyTo !== null) {
    const quoted = await messageInDialogue(tx, { accountId, dialogueId: dialogue.id, messageId: body.replyTo })
    if (!quoted) throw new HubError('invalid', 'The message that this answers is not in this dialogue.')
  }
  if (!body.note) {
    if (dialogue.status === 'closed' && dialogue.current_dialogue_id !== dialogue.id) {
      throw new HubError('conflict', 'This contact has a newer dialogue; answer there.', {
        details: { dialogueId: dialogue.current_dialogue_id },
      })
    }
    await refuseByChannel(deps, tx, args)
  }
  if (body.lastSeenSeq !== undefined && !body.note) {
    const since = await repliesSince(tx, {
      accountId,
      chatId: dialogue.chat_id,
      seq: body.lastSeenSeq,
      managerId: actor.managerId,
    })
    if (since.length > 0) {
      throw new HubError('conflict', 'Something was written since you last looked.', {
        details: {
          lastSeq: dialogue.last_seq,
          since: since.map((row) => ({ seq: row.seq, direction: row.direction, managerId: row.manager_id })),
        },
      })
    }
  }
}

async function refuseByChannel(
  deps: Deps,
  tx: Tx,
  args: { readonly actor: Actor; readonly dialogue: LockedDialogue; readonly body: Body },
): Promise<void> {
  const { actor, dialogue, body } = args
  const channel = await deps.channels.byId(dialogue.channel_id)
  if (!channel) throw new HubError('not_supported', 'This channel was removed; nothing can be sent on it.')
  const files = await filesToSend(tx, { accountId: actor.accountId, fileIds: body.fileIds, uploaderId: actor.managerId ?? 'api' })
  if (files.length !== body.fileIds.length) throw new HubError('invalid', 'A file was not uploaded by you, or is sent already.')
  const fitted = fitMessage(channel.adapter.capabilities, {
    text: body.text,
    buttons: body.buttons,
    replyTo: body.replyTo,
    files: files.map((file) => ({ kind: toFileKind(file.kind), mimeType: file.mime_type, bytes: file.bytes ?? 0 })),
  })
  if (fitted.ok) return
  const tooLarge = fitted.reason === 'file_too_large' || fitted.reason === 'too_long'
  throw new HubError(tooLarge ? 'too_large' : 'not_supported', fitted.detail, { details: { reason: fitted.reason } })
}

function toFileKind(kind: string): FileKind {
  return kind === 'image' || kind === 'video' || kind === 'audio' || kind === 'voice' ? kind : 'document'
}
