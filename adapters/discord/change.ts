import { z } from 'zod'
import type { ExternalId } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import { capabilities } from './capabilities.ts'
import type { Client } from './client.ts'
import { decodeChat, decodeMessage, type MessageAddress } from './ids.ts'
import { noMentions } from './render.ts'

type MessageRef = Readonly<{ chatId: ExternalId; messageId: ExternalId }>

/** @throws ChannelError `too_long`: an edit can't be split. */
export async function editMessage(
  client: Client,
  message: MessageRef & Readonly<{ text: string }>,
  signal: AbortSignal,
): Promise<void> {
  if (message.text.length > capabilities.text.maxChars) {
    throw new ChannelError(`Discord editMessage: over ${capabilities.text.maxChars} characters`, {
      kind: 'permanent',
      reason: 'too_long',
    })
  }
  const body = { content: message.text, allowed_mentions: noMentions }
  await client.call('editMessage', { method: 'PATCH', path: pathOf(addressOf(message)), body }, z.unknown(), signal)
}

/** A message that is gone already is what was wanted. */
export async function removeMessage(client: Client, message: MessageRef, signal: AbortSignal): Promise<void> {
  const path = pathOf(addressOf(message))
  await unless10008(client.call('deleteMessage', { method: 'DELETE', path }, z.unknown(), signal))
}

export async function showTyping(client: Client, chatId: ExternalId, signal: AbortSignal): Promise<void> {
  const path = `/channels/${decodeChat(chatId).channel}/typing` as const
  await client.call('typing', { method: 'POST', path }, z.unknown(), signal)
}

const withReactions = z.object({
  reactions: z
    .array(z.object({ me: z.boolean(), emoji: z.object({ id: z.string().nullable(), name: z.string().nullable() }) }))
    .optional(),
})

/** One reaction of ours at a time, as on the other channels: the one before is taken away. `emoji: null` takes it away only. */
export async function reactTo(
  client: Client,
  reaction: MessageRef & Readonly<{ emoji: string | null }>,
  signal: AbortSignal,
): Promise<void> {
  const path = pathOf(addressOf(reaction))
  const { reactions = [] } = await client.call('message', { method: 'GET', path }, withReactions, signal)
  const own = reactions.filter((one) => one.me && one.emoji.id === null).flatMap((one) => one.emoji.name ?? [])
  for (const emoji of own.filter((name) => name !== reaction.emoji))
    await client.call('removeReaction', { method: 'DELETE', path: ownReaction(path, emoji) }, z.unknown(), signal)
  if (reaction.emoji !== null && !own.includes(reaction.emoji))
    await client.call('addReaction', { method: 'PUT', path: ownReaction(path, reaction.emoji) }, z.unknown(), signal)
}

/** Type 6, a deferred update: nothing changes for the customer, and the button stops spinning. It has to come within 3 seconds. */
export async function acknowledgePress(client: Client, token: string, signal: AbortSignal): Promise<void> {
  await answerInteraction(client, token, { type: 6 }, signal)
}

/** https://discord.com/developers/docs/interactions/receiving-and-responding#create-interaction-response */
export async function answerInteraction(client: Client, token: string, body: object, signal: AbortSignal): Promise<void> {
  const match = /^(\d{1,20})\/([\w.~:+=-]{1,1000})$/.exec(token)
  if (match === null) throw new ChannelError('Not the token of a Discord interaction', { kind: 'permanent', reason: 'rejected' })
  const path = `/interactions/${match[1]}/${match[2]}/callback` as const
  await client.call('answerInteraction', { method: 'POST', path, body }, z.unknown(), signal)
}

function addressOf(message: MessageRef): MessageAddress {
  const address = decodeMessage(message.messageId)
  if (address === null) throw new ChannelError('Not the id of a Discord message', { kind: 'permanent', reason: 'rejected' })
  return address
}

type MessagePath = `/channels/${string}/messages/${string}`

function pathOf(address: MessageAddress): MessagePath {
  return `/channels/${address.channel}/messages/${address.message}`
}

function ownReaction(path: MessagePath, emoji: string): `/${string}` {
  return `${path}/reactions/${encodeURIComponent(emoji)}/@me`
}

/** "Unknown message": Discord's number is the only sign of it. */
async function unless10008(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!(error instanceof ChannelError) || !error.message.endsWith('404 (10008)')) throw error
  }
}
