import { z } from 'zod'

/**
 * The parts of an update that we read: https://core.telegram.org/bots/api#update. Unknown keys are left out, never refused: the platform
 * adds some with every version. Ids are at most 52 bits, so a number holds them: https://core.telegram.org/bots/api#user
 */
/** Beyond the year 9999 a date is no date, and the database would refuse it. */
const unixTime = z.int().min(0).max(253_402_300_799)
/** What becomes an external id of ours has room for 256 characters. */
const opaqueId = z.string().min(1).max(200)

const user = z.object({
  id: z.int(),
  is_bot: z.boolean(),
  first_name: z.string(),
  last_name: z.string().optional(),
  username: z.string().optional(),
  language_code: z.string().optional(),
})

const chat = z.object({
  id: z.int(),
  type: z.string(),
  title: z.string().optional(),
  username: z.string().optional(),
  first_name: z.string().optional(),
})

const entity = z.object({ type: z.string(), offset: z.int(), length: z.int(), url: z.string().optional() })

const file = z.object({
  file_id: opaqueId,
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
  file_size: z.number().optional(),
})

const photoSize = z.object({ file_id: opaqueId, width: z.number(), height: z.number(), file_size: z.number().optional() })

const sticker = z.object({
  file_id: opaqueId,
  emoji: z.string().optional(),
  is_animated: z.boolean(),
  is_video: z.boolean(),
  file_size: z.number().optional(),
})

const location = z.object({ latitude: z.number(), longitude: z.number() })
const inChat = z.object({ message_id: z.int(), chat })

export const message = z.object({
  message_id: z.int(),
  message_thread_id: z.int().optional(),
  is_topic_message: z.boolean().optional(),
  from: user.optional(),
  sender_chat: chat.optional(),
  date: unixTime,
  edit_date: unixTime.optional(),
  chat,
  is_automatic_forward: z.boolean().optional(),
  reply_to_message: inChat.optional(),
  text: z.string().optional(),
  entities: z.array(entity).optional(),
  caption: z.string().optional(),
  caption_entities: z.array(entity).optional(),
  photo: z.array(photoSize).optional(),
  document: file.optional(),
  animation: file.optional(),
  video: file.optional(),
  video_note: file.optional(),
  live_photo: file.optional(),
  voice: file.optional(),
  audio: file.optional(),
  sticker: sticker.optional(),
  location: location.optional(),
  venue: z.object({ location, title: z.string(), address: z.string() }).optional(),
  contact: z.object({ phone_number: z.string(), first_name: z.string(), last_name: z.string().optional() }).optional(),
  poll: z.object({ question: z.string(), options: z.array(z.object({ text: z.string() })) }).optional(),
  dice: z.object({ emoji: z.string(), value: z.int() }).optional(),
  checklist: z.object({ title: z.string(), tasks: z.array(z.object({ text: z.string() })) }).optional(),
  new_chat_members: z.array(user).optional(),
  left_chat_member: user.optional(),
})

export const callbackQuery = z.object({
  id: opaqueId,
  from: user,
  data: z.string().optional(),
  message: z
    .object({
      message_id: z.int(),
      chat,
      message_thread_id: z.int().optional(),
      is_topic_message: z.boolean().optional(),
    })
    .optional(),
})

export const chatMemberUpdated = z.object({
  chat,
  from: user,
  date: unixTime,
  old_chat_member: z.object({ status: z.string() }),
  new_chat_member: z.object({ status: z.string() }),
})

// Custom emoji and paid reactions have no emoji of their own: https://core.telegram.org/bots/api#reactiontype
const reaction = z.object({ type: z.string(), emoji: z.string().optional() })

export const messageReaction = z.object({
  chat,
  message_id: z.int(),
  user: user.optional(),
  actor_chat: chat.optional(),
  date: unixTime,
  old_reaction: z.array(reaction),
  new_reaction: z.array(reaction),
})

export type WireUser = z.infer<typeof user>
export type WireChat = z.infer<typeof chat>
export type WireEntity = z.infer<typeof entity>
export type WireMessage = z.infer<typeof message>
