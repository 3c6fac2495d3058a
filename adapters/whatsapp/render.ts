import type { ExternalId, OutboundFile, OutboundMessage, OutboundTemplate } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import { fit as fitMessage, type Part } from '../../core/fit.ts'
import { capabilities } from './capabilities.ts'
import type { Sender } from './config.ts'
import { requireAddress } from './ids.ts'

/** One message as `messages.create` takes it: https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource */
export type Call = Readonly<{
  to: string
  from?: string
  messagingServiceSid?: string
  statusCallback?: string
  body?: string
  mediaUrl?: string[]
  contentSid?: string
  contentVariables?: string
}>

export type Channel = Readonly<{ sender: Sender; webhookUrl: string | null }>

/**
 * All calls that a message needs, in order; everything that can be refused is refused here, before the first is made.
 * @param quote what the message answers to, as a line of its own; null: nothing, or not to be had
 * @throws ChannelError `permanent`
 */
export function renderMessage(channel: Channel, message: OutboundMessage, quote: string | null): readonly Call[] {
  const common = {
    to: requireAddress(message.chatId),
    ...fromOf(channel.sender),
    // Each message names the hub's address itself, so that receipts need no setting in Twilio's console.
    ...(channel.webhookUrl === null ? {} : { statusCallback: channel.webhookUrl }),
  }
  if (message.template !== undefined) return [{ ...common, ...renderTemplate(message.template) }]
  const fitted = fitMessage(capabilities, message)
  if (!fitted.ok) throw new ChannelError(`WhatsApp: ${fitted.detail}`, { kind: 'permanent', reason: fitted.reason })
  return fitted.parts.map((part, index) => ({ ...common, ...renderPart(index === 0 ? quoted(part, quote) : part) }))
}

export function fromOf(sender: Sender): Readonly<{ from: string } | { messagingServiceSid: string }> {
  return sender.type === 'number' ? { from: sender.address } : { messagingServiceSid: sender.sid }
}

/** Only where it fits: a quote is worth no part of its own. */
function quoted(part: Part<OutboundFile>, quote: string | null): Part<OutboundFile> {
  if (quote === null || part.text === '') return part
  const text = `${quote}\n\n${part.text}`
  const limit = part.files.length === 0 ? capabilities.text.maxChars : capabilities.text.captionMaxChars
  return text.length > limit ? part : { ...part, text }
}

function renderPart(part: Part<OutboundFile>): Pick<Call, 'body' | 'mediaUrl'> {
  const body = part.text === '' ? {} : { body: part.text }
  return part.files.length === 0 ? body : { ...body, mediaUrl: part.files.map(publicUrlOf) }
}

/** Twilio takes no uploads: it fetches each file itself. */
function publicUrlOf(file: OutboundFile): string {
  if (file.publicUrl === undefined || file.publicUrl === null)
    throw new ChannelError('WhatsApp: the file has no public address that Twilio could fetch it from', {
      kind: 'permanent',
      reason: 'not_supported',
    })
  return file.publicUrl
}

const contentSid = /^HX[0-9a-fA-F]{32}$/

function renderTemplate(template: OutboundTemplate): Pick<Call, 'contentSid' | 'contentVariables'> {
  const id: ExternalId = template.id
  if (!contentSid.test(id))
    throw new ChannelError('WhatsApp: not the id of a content template', { kind: 'permanent', reason: 'rejected' })
  const empty = Object.keys(template.variables).find((name) => template.variables[name]?.trim() === '')
  // WhatsApp refuses an empty variable, but only after Twilio has accepted the message: https://www.twilio.com/docs/api/errors/21656
  if (empty !== undefined)
    throw new ChannelError('WhatsApp: a variable of the template is empty', { kind: 'permanent', reason: 'rejected' })
  const isPlain = Object.keys(template.variables).length === 0
  return { contentSid: id, ...(isPlain ? {} : { contentVariables: JSON.stringify(template.variables) }) }
}
