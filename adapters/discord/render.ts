import { createHash } from 'node:crypto'
import type { Button, ExternalId, OutboundFile, OutboundMessage } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import { fit as fitMessage, type Part } from '../../core/fit.ts'
import { capabilities, customIdMaxChars } from './capabilities.ts'
import { decodeChat, decodeMessage, encodeButton } from './ids.ts'
import { headerSafe } from './multipart.ts'

/** https://discord.com/developers/docs/resources/message#create-message */
export type Payload = Readonly<{
  content?: string
  components?: readonly object[]
  attachments?: readonly object[]
  message_reference?: Readonly<{ message_id: string; fail_if_not_exists: false }>
  allowed_mentions: Readonly<{ parse: readonly []; replied_user?: false; users?: readonly string[] }>
  nonce: string
  enforce_nonce: true
}>

export type RenderedPart = Readonly<{ payload: Payload; files: readonly OutboundFile[] }>

/** No one is called by what is written, neither a person nor everyone. */
export const noMentions = { parse: [], replied_user: false } as const

/**
 * All messages that one of ours needs, in order; everything that can be refused is refused here, before the first is sent.
 * @param channel where they go, which may be another place than the chat's
 * @throws ChannelError `permanent`
 */
export function renderMessage(channel: string, message: OutboundMessage): readonly RenderedPart[] {
  const fitted = fitMessage(capabilities, message)
  if (!fitted.ok) throw new ChannelError(`Discord: ${fitted.detail}`, { kind: 'permanent', reason: fitted.reason })
  const mark = decodeChat(message.chatId).channel === channel ? null : message.chatId
  return fitted.parts.map((part, index) => renderPart({ channel, mark }, part, nonceOf(message.id, String(index))))
}

/** At most 25 characters, the same at each attempt. */
export function nonceOf(messageId: string, part: string): string {
  return createHash('sha256').update(`${messageId}/${part}`).digest('base64url').slice(0, 25)
}

type Target = Readonly<{ channel: string; mark: ExternalId | null }>

function renderPart(target: Target, part: Part<OutboundFile>, nonce: string): RenderedPart {
  const payload: Payload = {
    ...(part.text === '' ? {} : { content: part.text }),
    ...components(part.buttons, target.mark),
    ...attachments(part.files),
    ...reference(target.channel, part.replyTo),
    allowed_mentions: noMentions,
    nonce,
    enforce_nonce: true,
  }
  return { payload, files: part.files }
}

/** Rows of five grey buttons. */
function components(buttons: readonly Button[], mark: ExternalId | null): Readonly<{ components?: readonly object[] }> {
  if (buttons.length === 0) return {}
  const values = buttons.map((button) => button.value)
  const wrong = values.find((value) => value.length < 1 || value.length > customIdMaxChars)
  if (wrong !== undefined) {
    throw new ChannelError(`Discord: a button's value has ${wrong.length} characters, 1-${customIdMaxChars} are allowed`, {
      kind: 'permanent',
      reason: 'rejected',
    })
  }
  if (new Set(values).size !== values.length)
    throw new ChannelError('Discord: two buttons with the same value', { kind: 'permanent', reason: 'rejected' })
  const drawn = buttons.map((button) => ({ type: 2, style: 2, label: button.label, custom_id: encodeButton(button.value, mark) }))
  const rows = Array.from({ length: Math.ceil(drawn.length / 5) }, (_, row) => drawn.slice(row * 5, row * 5 + 5))
  return { components: rows.map((row) => ({ type: 1, components: row })) }
}

function attachments(files: readonly OutboundFile[]): Readonly<{ attachments?: readonly object[] }> {
  if (files.length === 0) return {}
  return { attachments: files.map((file, index) => ({ id: String(index), filename: headerSafe(file.name) })) }
}

function reference(channel: string, replyTo: ExternalId | null): Pick<Payload, 'message_reference'> {
  const quoted = replyTo === null ? null : decodeMessage(replyTo)
  // A message of another channel can't be quoted.
  if (quoted === null || quoted.channel !== channel) return {}
  // The customer may have deleted it: the answer matters more than the quote.
  return { message_reference: { message_id: quoted.message, fail_if_not_exists: false } }
}
