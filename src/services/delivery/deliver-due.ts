import type { FileKind } from '../../../core/capabilities.ts'
import type { OutboundMessage } from '../../../core/channel.ts'
import { afterFailure } from '../../../core/delivery.ts'
import { ChannelError } from '../../../core/errors.ts'
import { fit as fitMessage } from '../../../core/fit.ts'
import { transaction } from '../../../db/client.ts'
import { updateChannel } from '../../../db/queries/channels.ts'
import {
  claimDue,
  extendLease,
  filesOf,
  type Outcome,
  pauseChannel,
  type Sending,
  type StoredFile,
  saveOutcome,
  touchOutbound,
} from '../../../db/queries/deliver.ts'
import { appendEvents } from '../../../db/queries/events.ts'
import type { Deps, OpenChannel } from '../../deps.ts'
import { tellAccount } from '../stream/tell-account.ts'

/** Chats of one channel that are served at once. */
const lanes = 16
/** Deadline of a send in one call, and of one with files or several parts. The lease is longer, so that it never ends under a live attempt. */
const timeouts = { textMs: 20_000, manyPartsMs: 180_000 } as const
const leaseMarginMs = 10_000

/**
 * Sends what is due on this channel: one lane per chat, several chats at once, until nothing is due. A message that failed or is in doubt does not
 * hold its chat up; one that waits for its next attempt does, so that order stays.
 */
export async function deliverDue(deps: Deps, args: { readonly accountId: string; readonly channelId: string }): Promise<void> {
  const channel = await deps.channels.byId(args.channelId)
  if (channel?.status !== 'active') return
  const underWay = new Set<Promise<void>>()
  let sent = 0
  for (;;) {
    const now = deps.clock.now()
    const claimed = await claimDue(deps.sql, {
      ...args,
      limit: lanes - underWay.size,
      now,
      leaseUntil: new Date(now.getTime() + timeouts.textMs + leaseMarginMs),
    })
    if (claimed.length === 0 && underWay.size === 0) break
    if (claimed.length > 0) deps.crash('deliver.claimed')
    const files = await filesOf(deps.sql, { accountId: args.accountId, messageIds: claimed.map((message) => message.id) })
    for (const message of claimed) {
      const own = files.filter((file) => file.message_id === message.id)
      const attempt: Promise<void> = attemptOne(deps, channel, message, own)
        .catch((error: unknown) =>
          deps.log.error({ error, messageId: message.id }, 'the outcome of an attempt could not be stored; its lease will end'),
        )
        .finally(() => underWay.delete(attempt))
      underWay.add(attempt)
      sent += 1
    }
    if (underWay.size > 0) await Promise.race(underWay)
  }
  if (sent > 0) await touchOutbound(deps.sql, { ...args, now: deps.clock.now() })
}

async function attemptOne(deps: Deps, channel: OpenChannel, message: Sending, files: readonly StoredFile[]): Promise<void> {
  deps.crash('deliver.before-send')
  const outcome = await send(deps, channel, message, files)
  deps.crash('deliver.accepted')
  await finishAttempt(deps, channel, message, outcome)
  deps.crash('deliver.committed')
}

async function send(deps: Deps, channel: OpenChannel, message: Sending, files: readonly StoredFile[]): Promise<Outcome> {
  const base = {
    messageId: message.id,
    attempt: message.attempt,
    reason: null,
    detail: null,
    nextAttemptAt: null,
    externalIds: [],
  }
  const outbound = toOutbound(deps, message, files)
  const fitted = fitMessage(channel.adapter.capabilities, outbound)
  if (!fitted.ok) return { ...base, status: 'failed', reason: fitted.reason, detail: fitted.detail, at: deps.clock.now() }
  const isLong = files.length > 0 || fitted.parts.length > 1
  const timeoutMs = isLong ? timeouts.manyPartsMs : timeouts.textMs
  if (isLong) {
    const until = new Date(deps.clock.now().getTime() + timeoutMs + leaseMarginMs)
    await extendLease(deps.sql, { accountId: channel.accountId, messageId: message.id, attempt: message.attempt, until })
  }
  try {
    const result = await channel.connection.deliver(outbound, AbortSignal.timeout(timeoutMs))
    return { ...base, status: 'sent', externalIds: result.messageIds, at: result.at }
  } catch (error) {
    return await afterError(deps, channel, message, error)
  }
}

async function afterError(deps: Deps, channel: OpenChannel, message: Sending, thrown: unknown): Promise<Outcome> {
  const now = deps.clock.now()
  const known = thrown instanceof ChannelError
  const error = known
    ? thrown
    : new ChannelError('the adapter failed', { kind: 'retryable', reason: 'unreachable', maybeSent: true, cause: thrown })
  if (!known)
    deps.log.error(
      { error: thrown, channelId: channel.channelId, messageId: message.id },
      'an adapter threw what is no ChannelError',
    )
  if (error.reason === 'bad_credentials') await markRefused(deps, channel)
  const next = afterFailure({
    error,
    attempt: message.attempt,
    ageMs: now.getTime() - message.created_at.getTime(),
    repeatable: message.automatic || channel.adapter.capabilities.idempotentSend,
    random: Math.random(),
  })
  const base = {
    messageId: message.id,
    attempt: message.attempt,
    externalIds: [],
    reason: error.reason,
    detail: error.message,
    at: now,
  }
  if (next.status !== 'queued') return { ...base, status: next.status, nextAttemptAt: null }
  if (next.channelPauseMs !== null) {
    const until = new Date(now.getTime() + next.channelPauseMs)
    await pauseChannel(deps.sql, { accountId: channel.accountId, channelId: channel.channelId, until })
  }
  nudgeLater(deps, channel, next.retryInMs)
  return { ...base, status: 'queued', nextAttemptAt: new Date(now.getTime() + next.retryInMs) }
}

/** The channel turns red at the first call that is refused, with words that say what to do. */
async function markRefused(deps: Deps, channel: OpenChannel): Promise<void> {
  const { accountId, channelId } = channel
  const health = {
    status: 'action_needed',
    code: 'token_refused',
    detail: 'The platform refuses the token. Enter a new one.',
    account: null,
    checkedAt: deps.clock.now().toISOString(),
  }
  await updateChannel(deps.db, { accountId, channelId, values: { health } })
  await tellAccount(deps, { accountId, type: 'channel.updated', data: { channelId } })
}

/** Sooner than the sweep; when it is lost, the sweep comes. */
function nudgeLater(deps: Deps, channel: OpenChannel, afterMs: number): void {
  setTimeout(
    () => deps.queue.nudge('deliver', { accountId: channel.accountId, channelId: channel.channelId }),
    afterMs + 20,
  ).unref()
}

export async function finishAttempt(
  deps: Deps,
  channel: Pick<OpenChannel, 'accountId'>,
  message: Pick<Sending, 'id' | 'chat_id' | 'dialogue_id' | 'seq' | 'released' | 'assignee_id' | 'department_id'>,
  outcome: Outcome,
): Promise<void> {
  const { accountId } = channel
  const position = await transaction(deps.sql, async (tx) => {
    if (!(await saveOutcome(tx, { accountId, outcome }))) return null
    const event = {
      type: 'message.updated',
      dialogueId: message.dialogue_id,
      chatId: message.chat_id,
      messageId: message.id,
      seq: message.seq,
      released: message.released,
      assigneeId: message.assignee_id,
      departmentId: message.department_id,
    }
    return await appendEvents(tx, { accountId, events: [event], now: deps.clock.now() })
  })
  if (position !== null) deps.bus.publish({ type: 'stream', accountId, position })
}

export function toOutbound(deps: Deps, message: Sending, files: readonly StoredFile[]): OutboundMessage {
  return {
    id: message.id,
    chatId: message.place,
    text: message.text,
    files: files.map((file) => ({
      kind: fileKind(file.kind),
      name: file.name,
      mimeType: file.mime_type,
      bytes: file.bytes ?? 0,
      open: () => {
        if (file.storage_key === null) throw new ChannelError('the file is not stored', { kind: 'permanent', reason: 'rejected' })
        return deps.storage.get(file.storage_key)
      },
    })),
    buttons: message.content?.buttons ?? [],
    replyTo: message.reply_to,
    // The hub's own words are about the person: their consent, their data.
    audience: message.automatic ? 'author' : 'chat',
  }
}

function fileKind(kind: string): FileKind {
  return kind === 'image' || kind === 'video' || kind === 'audio' || kind === 'voice' ? kind : 'document'
}
