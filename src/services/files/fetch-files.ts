import { ChannelError, HubError } from '../../../core/errors.ts'
import { transaction } from '../../../db/client.ts'
import { appendEvents } from '../../../db/queries/events.ts'
import { claimPendingFiles, messageOfFile, type PendingFile, saveFailedFile, saveStoredFile } from '../../../db/queries/files.ts'
import type { Deps } from '../../deps.ts'
import { storeFile } from './store-file.ts'

const batch = 8
const copyMs = 120_000
const maxAttempts = 5
export const maxInboundBytes = 50 * 1024 * 1024

/** Copies files that wait at the platforms, until none is due. */
export async function fetchFiles(deps: Deps): Promise<void> {
  for (;;) {
    const now = deps.clock.now()
    const claimed = await claimPendingFiles(deps.sql, { now, until: new Date(now.getTime() + copyMs + 30_000), limit: batch })
    if (claimed.length === 0) return
    await Promise.all(claimed.map((file) => copyOne(deps, file)))
  }
}

async function copyOne(deps: Deps, file: PendingFile): Promise<void> {
  const which = { accountId: file.account_id, id: file.id }
  try {
    const channel = await deps.channels.byId(file.channel_id)
    if (!channel) throw new ChannelError('the channel was removed', { kind: 'permanent', reason: 'unreachable' })
    const response = await channel.connection.fetchFile(file.ref, AbortSignal.timeout(copyMs))
    if (!response.body) throw new ChannelError('the platform sent nothing', { kind: 'retryable', reason: 'unreachable' })
    const stored = await storeFile(deps, { body: response.body, maxBytes: maxInboundBytes, voice: file.kind === 'voice' })
    if (!(await saveStoredFile(deps.sql, { ...which, ...stored }))) await deps.storage.remove(stored.storageKey)
  } catch (error) {
    const permanent =
      (error instanceof ChannelError && error.kind === 'permanent') || error instanceof HubError || file.attempts >= maxAttempts
    deps.log.warn(
      { error, fileId: file.id, channelId: file.channel_id, permanent },
      'a file could not be copied from the platform',
    )
    const retryAt = permanent ? null : new Date(deps.clock.now().getTime() + 5_000 * 3 ** file.attempts)
    await saveFailedFile(deps.sql, { ...which, retryAt })
  }
  await tellMessage(deps, file)
}

async function tellMessage(deps: Deps, file: PendingFile): Promise<void> {
  const { message_id: messageId, account_id: accountId } = file
  const message = messageId === null ? null : await messageOfFile(deps.sql, { accountId, messageId })
  if (!message) return
  const now = deps.clock.now()
  const event = {
    type: 'message.updated',
    dialogueId: message.dialogue_id,
    chatId: message.chat_id,
    messageId,
    seq: message.seq,
    released: message.released,
    assigneeId: message.assignee_id,
    departmentId: message.department_id,
  }
  const position = await transaction(deps.sql, (tx) => appendEvents(tx, { accountId, events: [event], now }))
  deps.bus.publish({ type: 'stream', accountId, position })
}
