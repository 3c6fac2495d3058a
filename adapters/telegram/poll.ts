import type { Emit, InboundEvent } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import type { Clock } from '../../core/ports.ts'
import { allowedUpdates } from './allowed-updates.ts'
import { type Client, longPollSeconds } from './client.ts'
import { parseUpdate } from './parse.ts'

/**
 * Long polling. Asking with a higher offset confirms what came before, so the offset moves only after `emit` has resolved:
 * https://core.telegram.org/bots/api#getupdates. A webhook and polling exclude each other, so a webhook that is left over goes first.
 */
export async function poll(
  deps: Readonly<{ client: Client; clock: Clock; botId: number }>,
  emit: Emit,
  signal: AbortSignal,
): Promise<void> {
  try {
    await deps.client.call('deleteWebhook', signal, (api, grammySignal) => api.deleteWebhook({}, grammySignal))
    let offset = 0
    while (!signal.aborted) {
      const updates = await fetchUpdates(deps.client, offset, signal)
      const parsed = updates.map((raw) => ({ raw, events: parseUpdate(raw, { botId: deps.botId, now: deps.clock.now() }) }))
      await emitByChat(parsed, emit)
      offset = Math.max(offset, ...updates.map((update) => update.update_id + 1))
    }
  } catch (error) {
    // A call that was cut off by the signal is the end that was asked for.
    if (signal.aborted && error instanceof ChannelError) return
    throw error
  }
}

async function fetchUpdates(client: Client, offset: number, signal: AbortSignal) {
  const updates = await client.call('getUpdates', signal, (api, grammySignal) =>
    api.getUpdates(
      { limit: 100, timeout: longPollSeconds, allowed_updates: allowedUpdates, ...(offset > 0 ? { offset } : {}) },
      grammySignal,
    ),
  )
  if (Array.isArray(updates) && updates.every((update) => Number.isSafeInteger(update?.update_id))) return updates
  throw new ChannelError('Telegram getUpdates: an answer without updates', { kind: 'retryable', reason: 'unreachable' })
}

type Parsed = Readonly<{ raw: unknown; events: readonly InboundEvent[] }>

/** One after another within a chat, chats side by side. All have ended when this resolves or throws. */
async function emitByChat(parsed: readonly Parsed[], emit: Emit): Promise<void> {
  const lanes = new Map<string, Promise<void>>()
  for (const { events, raw } of parsed) {
    const [first] = events
    if (first === undefined) continue
    const before = lanes.get(first.chatId) ?? Promise.resolve()
    lanes.set(
      first.chatId,
      before.then(() => emit(events, raw)),
    )
  }
  const outcomes = await Promise.allSettled(lanes.values())
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}
