import { z } from 'zod'

/**
 * The parts of a gateway packet that we read: https://discord.com/developers/docs/events/gateway-events. Unknown keys are left out, never
 * refused: the platform adds some at any time. Ids are 64 bits, so they come as text.
 */
const snowflake = z.string().regex(/^\d{1,20}$/)

export const user = z.object({
  id: snowflake,
  username: z.string(),
  global_name: z.string().nullish(),
  bot: z.boolean().optional(),
})

const member = z.object({ nick: z.string().nullish() })

const attachment = z.object({
  id: snowflake,
  filename: z.string(),
  size: z.number().min(0),
  url: z.string(),
  content_type: z.string().optional(),
  /** Only voice messages have it. */
  waveform: z.string().optional(),
})

const sticker = z.object({ id: snowflake, name: z.string(), format_type: z.int() })

const poll = z.object({
  question: z.object({ text: z.string().optional() }),
  answers: z.array(z.object({ poll_media: z.object({ text: z.string().optional() }) })),
})

/** What a forwarded message was: https://discord.com/developers/docs/resources/message#message-snapshot-object */
const snapshot = z.object({
  message: z.object({
    content: z.string(),
    attachments: z.array(attachment),
    sticker_items: z.array(sticker).optional(),
  }),
})

export const message = z.object({
  id: snowflake,
  channel_id: snowflake,
  guild_id: snowflake.optional(),
  author: user,
  member: member.optional(),
  webhook_id: snowflake.optional(),
  type: z.int(),
  content: z.string(),
  edited_timestamp: z.string().nullish(),
  attachments: z.array(attachment),
  mentions: z.array(user).optional(),
  embeds: z.array(z.unknown()).optional(),
  components: z.array(z.unknown()).optional(),
  sticker_items: z.array(sticker).optional(),
  poll: poll.optional(),
  message_snapshots: z.array(snapshot).optional(),
  /** `type` 1 is a forward, nothing or 0 a reply. */
  message_reference: z
    .object({ type: z.int().optional(), message_id: snowflake.optional(), channel_id: snowflake.optional() })
    .optional(),
})

export const messageDelete = z.object({ id: snowflake, channel_id: snowflake, guild_id: snowflake.optional() })

export const messageDeleteBulk = z.object({
  ids: z.array(snowflake),
  channel_id: snowflake,
  guild_id: snowflake.optional(),
})

export const reaction = z.object({
  user_id: snowflake,
  channel_id: snowflake,
  message_id: snowflake,
  guild_id: snowflake.optional(),
  member: z.object({ nick: z.string().nullish(), user }).optional(),
  /** Own emoji of a server have an id and a name, the others are their name. */
  emoji: z.object({ id: snowflake.nullable(), name: z.string().nullable() }),
})

export const interaction = z.object({
  id: snowflake,
  type: z.int(),
  /** Answers the interaction for 15 minutes. */
  token: z.string().min(1).max(1000),
  channel_id: snowflake.optional(),
  guild_id: snowflake.optional(),
  member: z.object({ nick: z.string().nullish(), user }).optional(),
  user: user.optional(),
  locale: z.string().optional(),
  message: z.object({ id: snowflake, channel_id: snowflake }).optional(),
  data: z
    .object({
      name: z.string().optional(),
      custom_id: z.string().max(200).optional(),
      component_type: z.int().optional(),
      options: z.array(z.object({ name: z.string(), value: z.unknown().optional() })).optional(),
    })
    .optional(),
})

/** What every message and interaction has. */
export const identified = z.object({ id: snowflake, guild_id: snowflake.optional() })

/** Ours: what the journal keeps beside a packet. */
export const answerPlace = z.object({ channel: snowflake, direct: z.boolean() })

export const ready = z.object({ session_id: z.string().min(1).max(200), resume_gateway_url: z.string().min(1).max(500) })

/** https://discord.com/developers/docs/resources/channel#channel-object */
export const channel = z.object({
  id: snowflake,
  type: z.int(),
  name: z.string().nullish(),
  parent_id: snowflake.nullish(),
  guild_id: snowflake.optional(),
  owner_id: snowflake.optional(),
  last_message_id: snowflake.nullish(),
  recipients: z.array(user).optional(),
})

export type WireUser = z.infer<typeof user>
export type WireMessage = z.infer<typeof message>
export type WireChannel = z.infer<typeof channel>
export type WireInteraction = z.infer<typeof interaction>

/** Named in https://discord.com/developers/docs/resources/message#message-object-message-types */
export const messageTypes = { default: 0, reply: 19 } as const
/** https://discord.com/developers/docs/resources/channel#channel-object-channel-types */
export const channelTypes = { privateThread: 12, threads: [10, 11, 12] as readonly number[] } as const
/** https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object */
export const interactionTypes = { command: 2, component: 3 } as const
