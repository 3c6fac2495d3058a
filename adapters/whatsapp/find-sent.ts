import type { ExternalId, OutboundMessage, SentHints } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import type { Clock } from '../../core/ports.ts'
import type { Client } from './client.ts'
import { reasonOf, wordsOf } from './codes.ts'
import type { Sender } from './config.ts'
import { type Call, type Channel, renderMessage } from './render.ts'

/** What Twilio took a moment ago may not be in its list yet. */
const settlesAfterMs = 20_000
/** Twilio's clock and ours. Other messages of those minutes are told apart by `notThese`. */
const clockSkewMs = 60_000
const pageSize = 200

type Listed = Awaited<ReturnType<Parameters<Parameters<Client['call']>[2]>[0]['messages']['list']>>[number]

/**
 * Looks for the message in Twilio's list, by recipient, sender, time and text. No filter by `DateSent`: what waits in Twilio's queue has none
 * yet, and would pass for not sent.
 */
export async function findSent(
  deps: Readonly<{ client: Client; channel: Channel; clock: Clock }>,
  message: OutboundMessage & SentHints,
  signal: AbortSignal,
): Promise<Readonly<{ messageIds: readonly ExternalId[] }> | null> {
  const calls = renderMessage(deps.channel, message, null)
  const { attemptedAt, notThese } = message
  // The same words may be another message's, and what was tried a moment ago may be on its way: a guess would lose or double it.
  if (attemptedAt === undefined || notThese === undefined)
    throw undecided('the time of the attempt and the other messages are not told')
  if (deps.clock.now().getTime() - attemptedAt.getTime() < settlesAfterMs) throw undecided('it is too early')
  const candidates = await outboundSince({
    ...deps,
    message,
    since: attemptedAt.getTime() - clockSkewMs,
    others: notThese,
    signal,
  })
  if (message.template !== undefined) return findTemplate(candidates)

  const found = matchInOrder(calls, candidates)
  if (found.length === 0) return null
  if (found.length < calls.length) throw undecided('only a part of it is there')
  return settle(found)
}

/** Twilio tells what a template became, not which one it was. So only silence is certain. */
function findTemplate(candidates: readonly Listed[]): null {
  if (candidates.length === 0) return null
  throw undecided('a template can’t be recognised')
}

/** Newest first in Twilio's answer, oldest first in ours. */
async function outboundSince(
  search: Readonly<{
    client: Client
    channel: Channel
    message: OutboundMessage
    since: number
    others: readonly ExternalId[]
    signal: AbortSignal
  }>,
): Promise<readonly Listed[]> {
  const { client, channel, message, since, others, signal } = search
  const listed = await client.call('messages.list', signal, (twilio) =>
    twilio.messages.list({ to: message.chatId, ...fromFilter(channel.sender), pageSize, limit: pageSize }),
  )
  const recent = listed.filter((one) => createdAt(one) >= since)
  if (listed.length === pageSize && recent.length === pageSize) throw undecided('there are too many messages to look through')
  const known = new Set(others)
  return recent
    .filter((one) => one.direction !== 'inbound' && !known.has(one.sid) && isOurs(channel.sender, one))
    .toSorted((one, other) => createdAt(one) - createdAt(other))
}

/** Which number of a service it was is not known beforehand. */
function fromFilter(sender: Sender): Readonly<{ from?: string }> {
  return sender.type === 'number' ? { from: sender.address } : {}
}

function isOurs(sender: Sender, listed: Listed): boolean {
  return sender.type === 'number' ? listed.from === sender.address : listed.messagingServiceSid === sender.sid
}

function createdAt(listed: Listed): number {
  return listed.dateCreated instanceof Date ? listed.dateCreated.getTime() : Number.POSITIVE_INFINITY
}

function matchInOrder(calls: readonly Call[], candidates: readonly Listed[]): readonly Listed[] {
  const left = [...candidates]
  return calls.flatMap((call) => {
    const index = left.findIndex((one) => isSame(call, one))
    return index === -1 ? [] : left.splice(index, 1)
  })
}

/** The same text, with or without a quote above it, and as many files. */
function isSame(call: Call, listed: Listed): boolean {
  const [ours, theirs] = [plain(call.body), plain(listed.body)]
  const sameText = theirs === ours || (theirs.startsWith('> ') && ours !== '' && theirs.endsWith(`\n\n${ours}`))
  return sameText && Number(listed.numMedia) === (call.mediaUrl?.length ?? 0)
}

function plain(text: string | undefined | null): string {
  return (text ?? '').replaceAll('\r\n', '\n').trim()
}

function settle(found: readonly Listed[]): Readonly<{ messageIds: readonly ExternalId[] }> {
  const failed = found.find((one) => one.status === 'failed' || one.status === 'undelivered' || one.status === 'canceled')
  if (failed === undefined) return { messageIds: found.map((one) => one.sid) }
  // The receipt came while nobody knew whose it was.
  const code = Number.isSafeInteger(failed.errorCode) ? failed.errorCode : null
  throw new ChannelError(`WhatsApp: ${wordsOf(code)}`, { kind: 'permanent', reason: reasonOf(code) ?? 'rejected' })
}

function undecided(why: string): ChannelError {
  return new ChannelError(`Twilio messages.list: the message can't be settled, ${why}`, {
    kind: 'retryable',
    reason: 'unreachable',
    maybeSent: true,
  })
}
