import type { InboundEvent } from '../../../core/channel.ts'
import { parseConsentValue } from '../../../core/consent.ts'
import { raiseStatus } from '../../../core/delivery.ts'
import { type DeliveryStatus, deliveryStatuses } from '../../../core/dialogue.ts'
import { newId } from '../../../core/ids.ts'
import { type Tx, transaction } from '../../../db/client.ts'
import {
  forgetPayload,
  insertSystemLine,
  lockChatState,
  lockTarget,
  saveEdit,
  saveReactions,
  saveReceipt,
  saveRemoval,
  setReachable,
  type Target,
} from '../../../db/queries/apply-event.ts'
import { appendEvents, type NewEvent } from '../../../db/queries/events.ts'
import type { Deps } from '../../deps.ts'
import { answerConsent, removePurged } from '../consent/answer-consent.ts'
import { type Item, journal } from './journal.ts'

type Context = Readonly<{ tx: Tx; item: Item; accountId: string; channelId: string; now: Date }>
/** What to tell the screens, and whether distribution has something to do. */
type Applied = Readonly<{ events: readonly NewEvent[]; wake: boolean; storageKeys?: readonly string[] }>

const nothing: Applied = { events: [], wake: false }

/** Something that refers to a message or a contact. What it refers to may be unknown (older than the hub, or purged): then it changes nothing. */
export async function applyEvent(deps: Omit<Deps, 'ingest'>, item: Item): Promise<void> {
  const now = deps.clock.now()
  const { accountId, channelId } = item.request
  const acknowledge = item.event.type === 'button_pressed' ? item.event.acknowledge : null
  const outcome = await transaction(deps.sql, async (tx) => {
    const fresh = await journal(tx, [item], now)
    if (fresh.length === 0) return null
    const applied = await apply(deps, { tx, item, accountId, channelId, now }, item.event)
    const position = applied.events.length === 0 ? null : await appendEvents(tx, { accountId, events: applied.events, now })
    return { ...applied, position }
  })
  if (acknowledge !== null) acknowledgePress(deps, channelId, acknowledge)
  if (outcome === null) return
  if (outcome.position !== null) deps.bus.publish({ type: 'stream', accountId, position: outcome.position })
  if (outcome.wake) deps.queue.nudge('distribute', { accountId })
  await removePurged(deps, outcome.storageKeys ?? [])
}

/** In time, so not through a queue; failing is harmless: the button goes on spinning for a while. */
function acknowledgePress(deps: Omit<Deps, 'ingest'>, channelId: string, token: string): void {
  const answer = async (): Promise<void> => {
    const channel = await deps.channels.byId(channelId)
    await channel?.connection.acknowledge?.(token, AbortSignal.timeout(5000))
  }
  answer().catch(() => deps.log.debug({ channelId }, 'a button press could not be acknowledged'))
}

async function apply(deps: Omit<Deps, 'ingest'>, ctx: Context, event: InboundEvent): Promise<Applied> {
  switch (event.type) {
    case 'message_edited': {
      const target = await lockTarget(ctx.tx, { ...ctx, externalId: event.messageId })
      if (target?.direction !== 'in') {
        // Of a message that was purged, as like as not.
        await forgetPayload(ctx.tx, { ...ctx, eventId: event.eventId })
        return nothing
      }
      const text = event.content.text ?? ''
      if (text === target.text) return nothing
      await saveEdit(ctx.tx, { accountId: ctx.accountId, target, text, now: ctx.now })
      return updated(target)
    }
    case 'message_removed': {
      const target = await lockTarget(ctx.tx, { ...ctx, externalId: event.messageId })
      if (!target) return nothing
      await saveRemoval(ctx.tx, { accountId: ctx.accountId, target, now: ctx.now })
      return updated(target)
    }
    case 'reaction': {
      const target = await lockTarget(ctx.tx, { ...ctx, externalId: event.messageId })
      if (!target) return nothing
      const others = (target.content?.reactions ?? []).filter((one) => one.by !== 'contact' || one.emoji !== event.emoji)
      await saveReactions(ctx.tx, {
        accountId: ctx.accountId,
        target,
        reactions: event.removed ? others : [...others, { emoji: event.emoji, by: 'contact' }],
      })
      return updated(target)
    }
    case 'receipt': {
      const target = await lockTarget(ctx.tx, { ...ctx, externalId: event.messageId })
      const current = deliveryStatuses.find((status) => status === target?.status)
      if (!target || !current) return nothing
      const status: DeliveryStatus = raiseStatus(current, event.status)
      if (status === current) return nothing
      await saveReceipt(ctx.tx, {
        accountId: ctx.accountId,
        target,
        status,
        reason: event.reason,
        failure: event.failure ?? 'rejected',
      })
      return updated(target)
    }
    case 'button_pressed':
      return await press(deps, ctx, event)
    case 'contact_left':
    case 'contact_joined': {
      const chat = await lockChatState(ctx.tx, { ...ctx, place: event.chatId })
      if (!chat) return nothing
      const left = event.type === 'contact_left'
      await setReachable(ctx.tx, { accountId: ctx.accountId, chatId: chat.chat_id, unreachableAt: left ? ctx.now : null })
      return await systemLine(ctx, event.chatId, { type: event.type, data: {} })
    }
    case 'unsupported':
    case 'message':
      return nothing
    default:
      event satisfies never
      return nothing
  }
}

async function press(
  deps: Omit<Deps, 'ingest'>,
  ctx: Context,
  event: Extract<InboundEvent, { type: 'button_pressed' }>,
): Promise<Applied> {
  const consent = parseConsentValue(event.value)
  if (!consent) return await systemLine(ctx, event.chatId, { type: 'button_pressed', data: { value: event.value.slice(0, 200) } })
  const chat = await lockChatState(ctx.tx, { ...ctx, place: event.chatId })
  if (!chat) return nothing
  return await answerConsent(deps, ctx.tx, {
    ...ctx,
    chat,
    version: consent.version,
    action: consent.agreed ? 'agreed' : 'declined',
    evidence: event.eventId,
  })
}

async function systemLine(
  ctx: Context,
  place: string,
  event: { readonly type: string; readonly data: Readonly<Record<string, unknown>> },
): Promise<Applied> {
  const chat = await lockChatState(ctx.tx, { ...ctx, place })
  if (!chat || chat.dialogue_id === null || chat.status === 'closed') return nothing
  const id = newId()
  const seq = await insertSystemLine(ctx.tx, { ...ctx, id, chatId: chat.chat_id, dialogueId: chat.dialogue_id, event })
  return {
    events: [
      {
        type: 'message.created',
        dialogueId: chat.dialogue_id,
        chatId: chat.chat_id,
        messageId: id,
        seq,
        released: chat.released,
        assigneeId: chat.assignee_id,
        departmentId: chat.department_id,
      },
    ],
    wake: false,
  }
}

function updated(target: Target): Applied {
  return {
    events: [
      {
        type: 'message.updated',
        dialogueId: target.dialogue_id,
        chatId: target.chat_id,
        messageId: target.id,
        seq: target.seq,
        released: target.released,
        assigneeId: target.assignee_id,
        departmentId: target.department_id,
      },
    ],
    wake: false,
  }
}
