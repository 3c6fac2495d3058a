import { createHash } from 'node:crypto'
import type { Author, EntryPoint, ExternalId, InboundEvent, ReceiptStatus } from '../../core/channel.ts'
import { HubError } from '../../core/errors.ts'
import { reasonOf, wordsOf } from './codes.ts'
import { parseContent } from './content.ts'
import { type Form, field, readForm } from './form.ts'
import { chatIdOf, messageIdOf } from './ids.ts'

/** `now`: Twilio's requests hold no time. `apiRoot`: whose media addresses are kept as paths. */
export type ParseContext = Readonly<{ now: Date; apiRoot: string | null }>

/** @throws HubError `invalid` when the body is not Twilio's; what is of an unknown kind gives `unsupported`. */
export function parseBody(body: string, context: ParseContext): readonly InboundEvent[] {
  return parseForm(readForm(body), context)
}

/** @throws HubError `invalid` */
export function parseForm(form: Form, context: ParseContext): readonly InboundEvent[] {
  const messageId = messageIdOf(field(form, 'MessageSid') ?? field(form, 'SmsSid'))
  if (messageId === null) {
    const eventType = field(form, 'EventType')
    if (eventType === null && field(form, 'AccountSid') === null)
      throw new HubError('invalid', 'The body is not a request of Twilio')
    return [unknown(form, context, eventType ?? 'no_message')]
  }
  const status = field(form, 'MessageStatus')
  // A message that comes in may have a status too: `received`.
  if (status !== null && !/^receiv(ed|ing)$/.test(status)) return parseStatus({ form, context, messageId, status })
  return parseMessage(form, context, messageId)
}

function parseMessage(form: Form, context: ParseContext, messageId: ExternalId): readonly InboundEvent[] {
  const chatId = chatIdOf(field(form, 'From'))
  const base = { eventId: messageId, at: context.now, order: null }
  // Another of the account's channels (SMS, Messenger) leads here: nobody could be answered there.
  if (chatId === null)
    return [{ ...base, chatId: 'none', type: 'unsupported', platformType: 'message.not_whatsapp', author: null, messageId }]
  const author: Author = { id: chatId, name: field(form, 'ProfileName'), username: null, locale: null }
  const optOut = field(form, 'OptOutType')?.toUpperCase()
  // Twilio has answered these words itself: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
  if (optOut === 'STOP') return [{ ...base, chatId, type: 'contact_left', author }]
  if (optOut === 'START') return [{ ...base, chatId, type: 'contact_joined', author }]

  const content = parseContent(form, context.apiRoot)
  if (content === null) {
    const platformType = `message.${(field(form, 'MessageType') ?? 'empty').slice(0, 40)}`
    return [{ ...base, chatId, type: 'unsupported', platformType, author, messageId }]
  }
  const replyTo = messageIdOf(field(form, 'OriginalRepliedMessageSid'))
  const message: InboundEvent = {
    ...base,
    chatId,
    type: 'message',
    messageId,
    author,
    content,
    replyTo,
    entry: entryOf(form),
  }
  const value = field(form, 'ButtonPayload') ?? field(form, 'ListId')
  if (value === null) return [message]
  // The customer sees the label as a message of their own, so it is one; the value behind it is what a program waits for.
  const pressed = { type: 'button_pressed', messageId: replyTo, author, value, acknowledge: null } as const
  return [message, { ...base, eventId: `${messageId}:button`, chatId, ...pressed }]
}

/** Parameters of a click on an ad: https://www.twilio.com/docs/messaging/guides/webhook-request#whatsapp-specific-parameters */
function entryOf(form: Form): EntryPoint | null {
  const value = field(form, 'ReferralSourceId') ?? field(form, 'ReferralSourceUrl') ?? field(form, 'ReferralCtwaClid')
  return value === null ? null : { source: 'ad', value: value.slice(0, 256).toWellFormed() }
}

const receiptOf: ReadonlyMap<string, ReceiptStatus> = new Map([
  ['sent', 'sent'],
  ['partially_delivered', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['failed', 'failed'],
  ['undelivered', 'failed'],
  ['canceled', 'failed'],
])

/** They say less than `sent`, which the hub knows already: Twilio took the message. */
const onTheWay: ReadonlySet<string> = new Set(['accepted', 'scheduled', 'queued', 'sending'])

function parseStatus(
  callback: Readonly<{ form: Form; context: ParseContext; messageId: ExternalId; status: string }>,
): readonly InboundEvent[] {
  const { form, context, messageId, status } = callback
  if (onTheWay.has(status)) return []
  const told = receiptOf.get(status)
  const base = {
    eventId: `${messageId}:${status.slice(0, 40)}`,
    at: context.now,
    // The customer is the one whom the message went to.
    chatId: chatIdOf(field(form, 'To')) ?? 'none',
    order: null,
  }
  if (told === undefined)
    return [{ ...base, type: 'unsupported', platformType: `status.${status.slice(0, 40)}`, author: null, messageId: null }]
  if (told !== 'failed') return [{ ...base, type: 'receipt', messageId, status: told, reason: null }]
  const code = codeOf(form)
  return [{ ...base, type: 'receipt', messageId, status: 'failed', reason: wordsOf(code), failure: reasonOf(code) ?? 'rejected' }]
}

function codeOf(form: Form): number | null {
  const code = field(form, 'ErrorCode')
  return code !== null && /^\d{1,6}$/.test(code) ? Number(code) : null
}

/** Signed, and of no kind that we know. It has no id of its own, so its id is what it says. */
function unknown(form: Form, context: ParseContext, kind: string): InboundEvent {
  const digest = createHash('sha256')
    .update(JSON.stringify(Object.entries(form).toSorted(byName)))
    .digest('hex')
  return {
    eventId: `u:${digest}`,
    at: context.now,
    chatId: chatIdOf(field(form, 'From')) ?? 'none',
    order: null,
    type: 'unsupported',
    platformType: kind.slice(0, 64),
    author: null,
    messageId: null,
  }
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1
}
