import type { OutboundMessage } from '../../core/channel.ts'
import type { Client } from './client.ts'
import { messageIdOf } from './ids.ts'

const maxChars = 120

/**
 * The first line of the quoted message, marked as WhatsApp marks one. The API can't quote, so what the customer said is looked up and
 * repeated. null: nothing is quoted, or it is not to be had; the answer matters more than the quote.
 */
export async function quoteOf(client: Client, message: OutboundMessage, signal: AbortSignal): Promise<string | null> {
  const sid = message.replyTo === null ? null : messageIdOf(message.replyTo)
  if (sid === null) return null
  try {
    const quoted = await client.call('message', signal, (twilio) => twilio.messages(sid).fetch())
    if (quoted.from !== message.chatId && quoted.to !== message.chatId) return null
    const [line = ''] = (quoted.body ?? '').trim().split('\n')
    if (line === '') return null
    return `> ${line.length > maxChars ? `${line.slice(0, maxChars - 1).toWellFormed()}…` : line}`
  } catch {
    return null
  }
}
