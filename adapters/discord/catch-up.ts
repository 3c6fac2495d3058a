import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { ChannelError } from '../../core/errors.ts'
import type { Client } from './client.ts'
import type { DiscordSettings } from './config.ts'
import { decodeChat, later } from './ids.ts'
import { isRecord, type Packet } from './packet.ts'
import type { Places } from './places.ts'
import type { GatewayState } from './state.ts'

const pageSize = 100
const longestPauseMs = 60_000

type Deps = Readonly<{ client: Client; settings: DiscordSettings; places: Places }>
type Gap = Readonly<{ channel: string; after: string; guild: string | null }>

/**
 * The messages that came while there was no session, as packets, oldest first within each channel. Edits, removals and reactions are not
 * told again, and neither is the first direct message of somebody new: a bot can't list its direct messages.
 */
export async function* missedMessages(deps: Deps, state: GatewayState, signal: AbortSignal): AsyncGenerator<Packet> {
  for (const gap of await gapsOf(deps, state, signal)) {
    let after = gap.after
    for (;;) {
      const page = await pageAfter(deps.client, { ...gap, after }, signal)
      for (const { id, message } of page) {
        yield { t: 'MESSAGE_CREATE', s: null, d: gap.guild === null ? message : { ...message, guild_id: gap.guild }, place: null }
        after = later(after, id)
      }
      if (page.length < pageSize) break
    }
  }
}

/** One per channel: what is known, the support channel itself, and threads that began meanwhile. */
async function gapsOf(deps: Deps, state: GatewayState, signal: AbortSignal): Promise<readonly Gap[]> {
  const { guildId, supportChannelId } = deps.settings
  const since = state.since ?? '0'
  const gaps = new Map<string, Gap>()
  const add = (gap: Gap) => {
    const before = gaps.get(gap.channel)
    gaps.set(gap.channel, before === undefined ? gap : { ...gap, after: later(before.after, gap.after) })
  }
  for (const [chatId, { last, guild }] of state.chats) add({ channel: decodeChat(chatId).channel, after: last, guild })
  if (guildId !== null && supportChannelId !== null && !gaps.has(supportChannelId))
    add({ channel: supportChannelId, after: since, guild: guildId })
  for (const thread of await patiently(() => deps.places.activeThreads(signal), signal, [])) {
    const isOurs = supportChannelId === null || thread.parent_id === supportChannelId
    if (isOurs && !gaps.has(thread.id)) add({ channel: thread.id, after: since, guild: guildId })
  }
  return [...gaps.values()]
}

const messages = z.array(z.object({ id: z.string().regex(/^\d{1,20}$/) }).loose())

/** Discord gives the first ones after, newest first. */
async function pageAfter(
  client: Client,
  gap: Gap,
  signal: AbortSignal,
): Promise<readonly Readonly<{ id: string; message: Readonly<Record<string, unknown>> }>[]> {
  const query = { limit: String(pageSize), after: gap.after }
  const request = { method: 'GET', path: `/channels/${gap.channel}/messages`, query } as const
  const page = await patiently(() => client.call('messages', request, messages, signal), signal, [])
  const sorted = page.toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
  return sorted.map((message) => ({ id: message.id, message: isRecord(message) ? message : {} }))
}

/** Waits out a rate limit; a place that the bot has lost has no gap any more. */
async function patiently<T>(call: () => Promise<T>, signal: AbortSignal, lost: T): Promise<T> {
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof ChannelError) || error.reason === 'bad_credentials') throw error
      if (error.kind === 'permanent') return lost
      if (error.kind !== 'rate_limited' || (error.retryAfterMs ?? 0) > longestPauseMs || signal.aborted) throw error
      await pause(error.retryAfterMs ?? 1000, undefined, { signal }).catch(() => undefined)
    }
  }
}
