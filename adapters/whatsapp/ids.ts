import type { ExternalId } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'

// `whatsapp:+<E.164>`, or `whatsapp:<id>` for a person who hides their number behind a business-scoped id.
const address = /^whatsapp:[+A-Za-z0-9][A-Za-z0-9._-]{2,120}$/
const messageSid = /^(SM|MM)[0-9a-fA-F]{32}$/

/** A chat is the customer's address, as Twilio writes it. Stored, so this format is a promise. null for what is no WhatsApp address. */
export function chatIdOf(given: string | null): ExternalId | null {
  return given !== null && address.test(given) ? given : null
}

/** @throws ChannelError `chat_not_found` for an id that is not ours. */
export function requireAddress(chatId: ExternalId): string {
  if (!address.test(chatId))
    throw new ChannelError('Not the id of a WhatsApp chat', { kind: 'permanent', reason: 'chat_not_found' })
  return chatId
}

/** Our message id is Twilio's SID. null for what is none. */
export function messageIdOf(given: string | null): ExternalId | null {
  return given !== null && messageSid.test(given) ? given : null
}
