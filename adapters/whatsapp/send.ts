import { setTimeout as pause } from 'node:timers/promises'
import type { ExternalId, OutboundMessage } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import type { Client } from './client.ts'
import { messageIdOf } from './ids.ts'
import type { Pace } from './pace.ts'
import { quoteOf } from './quote.ts'
import { type Call, type Channel, renderMessage } from './render.ts'

/** A wait in the middle of a message that is longer than this is left to a person. */
const longestPauseMs = 10_000
const attemptsPerPart = 3

export type Sending = Readonly<{ client: Client; channel: Channel; pace: Pace }>

/**
 * Sends all parts in order. Once a part is out, a later failure leaves the message half sent, so the error then says `maybeSent`:
 * starting over would send the first part twice.
 */
export async function sendMessage(
  sending: Sending,
  message: OutboundMessage,
  signal: AbortSignal,
): Promise<readonly ExternalId[]> {
  const sent: ExternalId[] = []
  // What is to be refused is refused before anything is looked up.
  const plain = renderMessage(sending.channel, message, null)
  const calls =
    message.replyTo === null ? plain : renderMessage(sending.channel, message, await quoteOf(sending.client, message, signal))
  for (const call of calls) {
    try {
      sent.push(await (sent.length === 0 ? sendPart(sending, call, signal) : sendLaterPart(sending, call, signal)))
    } catch (error) {
      throw sent.length > 0 && error instanceof ChannelError ? halfSent(error) : error
    }
  }
  return sent
}

/** Waits out a rate limit rather than giving up a message that is half sent. */
async function sendLaterPart(sending: Sending, call: Call, signal: AbortSignal): Promise<ExternalId> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sendPart(sending, call, signal)
    } catch (error) {
      const waitMs = error instanceof ChannelError && error.kind === 'rate_limited' ? error.retryAfterMs : null
      if (waitMs === null || waitMs > longestPauseMs || attempt === attemptsPerPart) throw error
      await pause(waitMs, undefined, { signal }).catch(() => undefined)
    }
  }
}

async function sendPart({ client, pace }: Sending, call: Call, signal: AbortSignal): Promise<ExternalId> {
  const turn = pace(signal)
  if (turn !== null) await turn
  const created = await client.call('messages.create', signal, (twilio) => twilio.messages.create(call))
  const messageId = messageIdOf(created.sid)
  if (messageId === null) {
    throw new ChannelError('Twilio messages.create: an answer without a message', {
      kind: 'retryable',
      reason: 'unreachable',
      maybeSent: true,
    })
  }
  return messageId
}

function halfSent(error: ChannelError): ChannelError {
  return new ChannelError(`${error.message} (a part before it was sent)`, {
    kind: error.kind,
    reason: error.reason,
    retryAfterMs: error.retryAfterMs,
    maybeSent: true,
  })
}
