import { setTimeout as pause } from 'node:timers/promises'
import { GrammyError } from 'grammy'
import type { ExternalId, OutboundMessage } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import type { Client, GrammySignal } from './client.ts'
import { encodeMessage } from './ids.ts'
import { type Call, moved, renderMessage } from './render.ts'

/** A wait in the middle of a message that is longer than this is left to a person. */
const longestPauseMs = 30_000
const attemptsPerPart = 3

/**
 * Sends all parts in order. Once a part is out, a later failure leaves the message half sent, so the error then says `maybeSent`:
 * starting over would send the first part twice.
 */
export async function sendMessage(client: Client, message: OutboundMessage, signal: AbortSignal): Promise<readonly ExternalId[]> {
  const sent: ExternalId[] = []
  for (const call of renderMessage(message)) {
    try {
      sent.push(await (sent.length === 0 ? sendPart(client, call, signal) : sendLaterPart(client, call, signal)))
    } catch (error) {
      throw sent.length > 0 && error instanceof ChannelError ? halfSent(error) : error
    }
  }
  return sent
}

/** Waits out a rate limit rather than giving up a message that is half sent. */
async function sendLaterPart(client: Client, call: Call, signal: AbortSignal): Promise<ExternalId> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sendPart(client, call, signal)
    } catch (error) {
      const waitMs = error instanceof ChannelError && error.kind === 'rate_limited' ? error.retryAfterMs : null
      if (waitMs === null || waitMs > longestPauseMs || attempt === attemptsPerPart) throw error
      await pause(waitMs, undefined, { signal }).catch(() => undefined)
    }
  }
}

async function sendPart(client: Client, call: Call, signal: AbortSignal): Promise<ExternalId> {
  const answer = await client.call(call.method, signal, (api, grammySignal) => performWhereItIs(api, call, grammySignal))
  if (!Number.isSafeInteger(answer?.message_id)) {
    throw new ChannelError(`Telegram ${call.method}: an answer without a message`, {
      kind: 'retryable',
      reason: 'unreachable',
      maybeSent: true,
    })
  }
  return encodeMessage(answer.chat?.id ?? call.payload.chat_id, answer.message_id)
}

type Api = Parameters<Parameters<Client['call']>[2]>[0]
type Sent = Readonly<{ message_id: number; chat?: Readonly<{ id: number }> }>

/** A group that became a supergroup has another id, and the refusal names it: https://core.telegram.org/bots/api#responseparameters */
async function performWhereItIs(api: Api, call: Call, signal: GrammySignal): Promise<Sent> {
  try {
    return await perform(api, call, signal)
  } catch (error) {
    const movedTo = error instanceof GrammyError ? error.parameters.migrate_to_chat_id : undefined
    if (movedTo === undefined) throw error
    return await perform(api, moved(call, movedTo), signal)
  }
}

function perform(api: Api, call: Call, signal: GrammySignal): Promise<Sent> {
  switch (call.method) {
    case 'sendMessage':
      return api.sendMessage(call.payload, signal)
    case 'sendPhoto':
      return api.sendPhoto(call.payload, signal)
    case 'sendVideo':
      return api.sendVideo(call.payload, signal)
    case 'sendAudio':
      return api.sendAudio(call.payload, signal)
    case 'sendVoice':
      return api.sendVoice(call.payload, signal)
    case 'sendDocument':
      return api.sendDocument(call.payload, signal)
    default:
      return call satisfies never
  }
}

function halfSent(error: ChannelError): ChannelError {
  return new ChannelError(`${error.message} (a part before it was sent)`, {
    kind: error.kind,
    reason: error.reason,
    retryAfterMs: error.retryAfterMs,
    maybeSent: true,
  })
}
