import type { InboundEvent } from '../../core/channel.ts'
import { authorOf, chatOf } from './authors.ts'
import { clean } from './content.ts'
import { decodeButton, encodeMessage, millisecondsOf, timeOf } from './ids.ts'
import type { Packet } from './packet.ts'
import * as wire from './wire.ts'

export const supportCommand = { name: 'support', option: 'message' } as const

/** A pressed button or the command /support: https://discord.com/developers/docs/interactions/receiving-and-responding */
export function parseInteraction(packet: Packet, unknown: () => readonly InboundEvent[]): readonly InboundEvent[] {
  const parsed = wire.interaction.safeParse(packet.d)
  if (!parsed.success) return unknown()
  const interaction = parsed.data
  const user = interaction.member?.user ?? interaction.user
  const channel = packet.place?.channel ?? interaction.channel_id
  if (user === undefined || channel === undefined) return unknown()
  const author = authorOf(user, interaction.member?.nick, interaction.locale)
  const base = { eventId: `i:${interaction.id}`, at: timeOf(interaction.id), author }
  const guild = packet.place?.direct === true ? undefined : interaction.guild_id
  const chatId = chatOf({ channel, guild, author: user.id })
  const { data, message } = interaction
  if (interaction.type === wire.interactionTypes.component && data?.component_type === 2 && data.custom_id !== undefined) {
    const button = decodeButton(clean(data.custom_id))
    return [
      {
        ...base,
        chatId: button.chatId ?? chatId,
        order: null,
        type: 'button_pressed',
        messageId: message === undefined ? null : encodeMessage(message.channel_id, message.id),
        value: button.value,
        acknowledge: `${interaction.id}/${interaction.token}`,
      },
    ]
  }
  const text = textOfCommand(interaction)
  if (text === null) {
    const platformType = `interaction.type_${interaction.type}`
    return [{ ...base, chatId, order: null, type: 'unsupported', platformType, messageId: null }]
  }
  return [
    {
      ...base,
      chatId,
      order: millisecondsOf(interaction.id),
      type: 'message',
      // There is no message at Discord; a quote of this one is left out there.
      messageId: encodeMessage(channel, interaction.id),
      content: { text, files: [] },
      replyTo: null,
      entry: null,
    },
  ]
}

/** null: it is not the command, or nothing was written. */
export function textOfCommand(interaction: wire.WireInteraction): string | null {
  if (interaction.type !== wire.interactionTypes.command || interaction.data?.name !== supportCommand.name) return null
  const value = interaction.data.options?.find((option) => option.name === supportCommand.option)?.value
  return typeof value === 'string' && value.trim() !== '' ? clean(value) : null
}
