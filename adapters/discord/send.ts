import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { ExternalId, OutboundMessage } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import { capabilities } from './capabilities.ts'
import type { Client } from './client.ts'
import type { DiscordSettings } from './config.ts'
import { decodeChat, encodeMessage } from './ids.ts'
import { multipart } from './multipart.ts'
import { fetchChannel, type Places } from './places.ts'
import { nonceOf, type RenderedPart, renderMessage } from './render.ts'
import * as wire from './wire.ts'

/** A wait in the middle of a message that is longer than this is left to the hub. */
const longestPauseMs = 30_000
const attemptsPerPart = 3

type Deps = Readonly<{ client: Client; settings: DiscordSettings; places: Places }>

/**
 * Sends all parts in order. A failure in the middle says `maybeSent`, but starting over is harmless: the nonces are the same.
 * Where the customer takes no direct messages, the answer goes to a private thread that calls them, if the channel has a place for it.
 */
export async function sendMessage(deps: Deps, message: OutboundMessage, signal: AbortSignal): Promise<readonly ExternalId[]> {
  const place = decodeChat(message.chatId)
  const parts = renderMessage(place.channel, message)
  if (message.audience === 'author' && place.author !== null) return await sendToAuthor(deps, place.author, message, signal)
  try {
    return await sendParts(deps.client, place.channel, parts, signal)
  } catch (error) {
    if (!isClosed(error) || place.author !== null) throw error
    const thread = await unlessRefused(async () => {
      const direct = await fetchChannel(deps.client, place.channel, signal)
      const user = direct?.recipients?.find((recipient) => recipient.id !== deps.settings.botId)
      return user === undefined ? null : await threadOf(deps, user.id, signal)
    })
    if (thread === null) throw error
    return await sendToThread(deps, thread, message, signal)
  }
}

/** For one person's eyes: where only they are with the team, otherwise in a direct message. Never into the open. */
async function sendToAuthor(
  deps: Deps,
  userId: string,
  message: OutboundMessage,
  signal: AbortSignal,
): Promise<readonly ExternalId[]> {
  const { channel } = decodeChat(message.chatId)
  if ((await deps.places.find(channel, signal))?.isPrivate === true)
    return await sendParts(deps.client, channel, renderMessage(channel, message), signal)
  const own = deps.settings.threadPerCustomer ? await unlessRefused(() => threadOf(deps, userId, signal)) : null
  if (own !== null) return await sendToThread(deps, own, message, signal)
  const direct = await deps.places.directWith(userId, signal)
  try {
    return await sendParts(deps.client, direct, renderMessage(direct, message), signal)
  } catch (error) {
    const thread = isClosed(error) ? await unlessRefused(() => threadOf(deps, userId, signal)) : null
    if (thread === null) throw error
    return await sendToThread(deps, thread, message, signal)
  }
}

type Thread = Readonly<{ id: string; user: string }>

function sendToThread(deps: Deps, thread: Thread, message: OutboundMessage, signal: AbortSignal): Promise<readonly ExternalId[]> {
  return sendParts(deps.client, thread.id, calling(thread.user, message.id, renderMessage(thread.id, message)), signal)
}

/** null: the channel has no place for it. */
async function threadOf(deps: Deps, userId: string, signal: AbortSignal): Promise<Thread | null> {
  if (deps.settings.supportChannelId === null) return null
  const user = await deps.client.call('user', { method: 'GET', path: `/users/${userId}` }, wire.user, signal)
  return { id: await deps.places.threadFor({ id: userId, name: user.global_name ?? user.username }, signal), user: userId }
}

function isClosed(error: unknown): boolean {
  return error instanceof ChannelError && error.reason === 'blocked_by_contact'
}

/** null: refused for good. That the customer can't be reached then says more than that there was no other way. */
async function unlessRefused<T>(call: () => Promise<T | null>): Promise<T | null> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof ChannelError && error.kind === 'permanent' && error.reason !== 'bad_credentials') return null
    throw error
  }
}

async function sendParts(
  client: Client,
  channel: string,
  parts: readonly RenderedPart[],
  signal: AbortSignal,
): Promise<readonly ExternalId[]> {
  const sent: ExternalId[] = []
  for (const part of parts) {
    try {
      sent.push(
        await (sent.length === 0 ? sendPart(client, channel, part, signal) : sendLaterPart(client, channel, part, signal)),
      )
    } catch (error) {
      throw sent.length > 0 && error instanceof ChannelError ? halfSent(error) : error
    }
  }
  return sent
}

/** Waits out a rate limit rather than leaving a message half sent. */
async function sendLaterPart(client: Client, channel: string, part: RenderedPart, signal: AbortSignal): Promise<ExternalId> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sendPart(client, channel, part, signal)
    } catch (error) {
      const waitMs = error instanceof ChannelError && error.kind === 'rate_limited' ? error.retryAfterMs : null
      if (waitMs === null || waitMs > longestPauseMs || attempt === attemptsPerPart) throw error
      await pause(waitMs, undefined, { signal }).catch(() => undefined)
    }
  }
}

const created = z.object({ id: z.string().regex(/^\d{1,20}$/) })

async function sendPart(client: Client, channel: string, part: RenderedPart, signal: AbortSignal): Promise<ExternalId> {
  const path = `/channels/${channel}/messages` as const
  const content = part.files.length === 0 ? { body: part.payload } : { upload: multipart(part.payload, part.files) }
  const answer = await client.call('createMessage', { method: 'POST', path, ...content }, created, signal)
  return encodeMessage(channel, answer.id)
}

/** The customer is called to the thread: by the first part where there is room, otherwise by a message before it. */
function calling(user: string, messageId: string, parts: readonly RenderedPart[]): readonly RenderedPart[] {
  const [first, ...rest] = parts
  if (first === undefined) return parts
  const allowed_mentions = { parse: [], users: [user] } as const
  const content = `<@${user}>\n${first.payload.content ?? ''}`.trimEnd()
  if (content.length <= capabilities.text.maxChars) {
    return [{ ...first, payload: { ...first.payload, content, allowed_mentions } }, ...rest]
  }
  const nonce = nonceOf(messageId, 'call')
  return [{ payload: { content: `<@${user}>`, allowed_mentions, nonce, enforce_nonce: true }, files: [] }, ...parts]
}

function halfSent(error: ChannelError): ChannelError {
  return new ChannelError(`${error.message} (a part before it was sent)`, {
    kind: error.kind,
    reason: error.reason,
    retryAfterMs: error.retryAfterMs,
    maybeSent: true,
  })
}

const recent = z.array(
  z.object({ id: z.string(), nonce: z.union([z.string(), z.number()]).nullish(), author: z.object({ id: z.string() }) }),
)

/** Looks among the chat's last 100 messages. null also when only some of the parts are there: they are then sent again, by their nonces. */
export async function findSent(
  deps: Deps,
  message: OutboundMessage,
  signal: AbortSignal,
): Promise<Readonly<{ messageIds: readonly ExternalId[] }> | null> {
  const place = decodeChat(message.chatId)
  const path = `/channels/${place.channel}/messages` as const
  const found = await deps.client.call('messages', { method: 'GET', path, query: { limit: '100' } }, recent, signal)
  const own = new Map(found.filter((one) => one.author.id === deps.settings.botId).map((one) => [String(one.nonce), one.id]))
  const ids = renderMessage(place.channel, message).map((part) => own.get(part.payload.nonce))
  const messageIds = ids.flatMap((id) => (id === undefined ? [] : [encodeMessage(place.channel, id)]))
  return messageIds.length === ids.length ? { messageIds } : null
}
