import { z } from 'zod'
import { ChannelError } from '../../core/errors.ts'
import type { Client } from './client.ts'
import type { DiscordSettings } from './config.ts'
import * as wire from './wire.ts'

const keptPlaces = 5_000
const nameMaxChars = 100
/** Minutes of quiet after which Discord puts a thread away; it comes back when someone writes: three days. */
const autoArchiveMinutes = 4320

type Known = Readonly<{ isThread: boolean; isPrivate: boolean; parent: string | null }>

export type Places = Readonly<{
  /** null: there is no such channel, or the bot may not see it. */
  find: (channelId: string, signal: AbortSignal) => Promise<Known | null>
  /** The private thread of one person in the support channel, made when there is none. */
  threadFor: (person: Readonly<{ id: string; name: string }>, signal: AbortSignal) => Promise<string>
  directWith: (userId: string, signal: AbortSignal) => Promise<string>
  activeThreads: (signal: AbortSignal) => Promise<readonly wire.WireChannel[]>
}>

export function createPlaces(client: Client, settings: DiscordSettings): Places {
  const known = new Map<string, Known | null>()
  const threads = new Map<string, string>()

  const find: Places['find'] = async (channelId, signal) => {
    const before = known.get(channelId)
    if (before !== undefined) return before
    const found = await fetchChannel(client, channelId, signal)
    const place = found === null ? null : knownOf(found)
    remember(known, channelId, place)
    return place
  }

  const activeThreads: Places['activeThreads'] = async (signal) => {
    if (settings.guildId === null) return []
    const path = `/guilds/${settings.guildId}/threads/active` as const
    return (await client.call('threads', { method: 'GET', path }, z.object({ threads: z.array(wire.channel) }), signal)).threads
  }

  const threadFor: Places['threadFor'] = async (person, signal) => {
    const parent = settings.supportChannelId
    if (parent === null) throw new ChannelError('Discord: no support channel', { kind: 'permanent', reason: 'not_supported' })
    const before = threads.get(person.id)
    if (before !== undefined) return before
    // The name tells whose it is, so that a second worker, or a second attempt, finds it.
    const mark = ` · ${person.id}`
    const name = `${person.name.slice(0, nameMaxChars - mark.length).toWellFormed()}${mark}`
    const open = (await activeThreads(signal)).find(
      (thread) => thread.parent_id === parent && thread.owner_id === settings.botId && (thread.name ?? '').endsWith(mark),
    )
    const id = open?.id ?? (await openThread(client, { parent, name }, signal))
    const path = `/channels/${id}/thread-members/${person.id}` as const
    await client.call('addThreadMember', { method: 'PUT', path }, z.unknown(), signal)
    remember(threads, person.id, id)
    remember(known, id, { isThread: true, isPrivate: true, parent })
    return id
  }

  const directWith: Places['directWith'] = async (userId, signal) => {
    const request = { method: 'POST', path: '/users/@me/channels', body: { recipient_id: userId } } as const
    return (await client.call('openDirectMessages', request, wire.channel, signal)).id
  }

  return { find, threadFor, directWith, activeThreads }
}

function knownOf(channel: wire.WireChannel): Known {
  return {
    isThread: wire.channelTypes.threads.includes(channel.type),
    isPrivate: channel.type === wire.channelTypes.privateThread,
    parent: channel.parent_id ?? null,
  }
}

/** null: there is no such channel, or the bot may not see it. */
export async function fetchChannel(client: Client, id: string, signal: AbortSignal): Promise<wire.WireChannel | null> {
  try {
    return await client.call('channel', { method: 'GET', path: `/channels/${id}` }, wire.channel, signal)
  } catch (error) {
    if (error instanceof ChannelError && (error.reason === 'no_permission' || error.reason === 'chat_not_found')) return null
    throw error
  }
}

async function openThread(
  client: Client,
  thread: Readonly<{ parent: string; name: string }>,
  signal: AbortSignal,
): Promise<string> {
  const body = {
    name: thread.name,
    type: wire.channelTypes.privateThread,
    auto_archive_duration: autoArchiveMinutes,
    invitable: false,
  }
  const path = `/channels/${thread.parent}/threads` as const
  return (await client.call('openThread', { method: 'POST', path, body }, wire.channel, signal)).id
}

function remember<T>(kept: Map<string, T>, key: string, value: T): void {
  kept.set(key, value)
  const [oldest] = kept.keys()
  if (kept.size > keptPlaces && oldest !== undefined) kept.delete(oldest)
}
