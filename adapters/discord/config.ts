import { z } from 'zod'
import type { ConfigField } from '../../core/channel.ts'
import { HubError } from '../../core/errors.ts'

const id = z
  .string()
  .trim()
  .regex(/^\d{15,20}$/, { message: 'An id of Discord has 15 to 20 digits.' })
/** A form has words where JSON has true and false. */
const flag = z.union([z.boolean(), z.enum(['true', 'false'])])

export const configSchema = z.strictObject({
  applicationId: id,
  guildId: id.nullish(),
  supportChannelId: id.nullish(),
  dms: flag.optional(),
  threadPerCustomer: flag.optional(),
})

// Three parts, the first of them the bot's id: https://discord.com/developers/docs/reference#authentication
const botToken = z
  .string()
  .trim()
  .regex(/^[\w-]{1,64}\.[\w-]{1,32}\.[\w-]{1,128}$/, { message: 'A bot token has three parts with dots between them.' })

export const secretsSchema = z.strictObject({ botToken })

const yesNo = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
]
const plain = { secret: false, required: false, options: null }

export const fields: readonly ConfigField[] = [
  {
    name: 'botToken',
    label: 'Bot token',
    hint: 'discord.com/developers/applications → your application → Bot → Reset Token. Turn on “Message Content Intent” there too.',
    secret: true,
    required: true,
    options: null,
  },
  {
    name: 'applicationId',
    label: 'Application ID',
    hint: 'On the page “General Information” of the same application.',
    secret: false,
    required: true,
    options: null,
  },
  {
    ...plain,
    name: 'guildId',
    label: 'Server ID',
    hint: 'Right-click your server → Copy Server ID (with Developer Mode on). Empty: every server that the bot is in.',
  },
  {
    ...plain,
    name: 'supportChannelId',
    label: 'Support channel ID',
    hint: 'A text channel or a forum where people ask. Empty: every thread and forum post that the bot can see, and where it is mentioned.',
  },
  { ...plain, name: 'dms', label: 'Take direct messages', hint: 'Yes, unless you choose otherwise.', options: yesNo },
  {
    ...plain,
    name: 'threadPerCustomer',
    label: 'A private thread for each customer',
    hint: 'What someone writes in the support channel goes on in a thread that only they and your team see. Yes, unless you choose otherwise.',
    options: yesNo,
  },
]

export type DiscordSettings = Readonly<{
  applicationId: string
  guildId: string | null
  supportChannelId: string | null
  dms: boolean
  threadPerCustomer: boolean
  botToken: string
  /** Whose messages are our own. */
  botId: string
}>

/** @throws HubError `invalid`; it names the fields that are wrong and never their values. */
export function parseSettings(
  settings: Readonly<{ config: unknown; secrets: Readonly<Record<string, string>> }>,
): DiscordSettings {
  const config = configSchema.safeParse(settings.config)
  const secrets = secretsSchema.safeParse(settings.secrets)
  if (!config.success || !secrets.success) {
    const issues = [...(config.error?.issues ?? []), ...(secrets.error?.issues ?? [])]
    const names = [...new Set(issues.map((issue) => issue.path.join('.') || 'config'))]
    throw new HubError('invalid', `The Discord channel can't be opened: ${names.join(', ')} missing or wrong`, {
      details: { fields: names },
    })
  }
  const { applicationId, guildId, supportChannelId, dms, threadPerCustomer } = config.data
  return {
    applicationId,
    guildId: guildId ?? null,
    supportChannelId: supportChannelId ?? null,
    dms: String(dms ?? true) === 'true',
    threadPerCustomer: String(threadPerCustomer ?? true) === 'true',
    botToken: secrets.data.botToken,
    botId: botIdOf(secrets.data.botToken) ?? applicationId,
  }
}

/** The first part of a token is the bot's id in base64. Applications made before 2016 have another id than their bot. */
function botIdOf(token: string): string | null {
  const id = Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString()
  return /^\d{15,20}$/.test(id) ? id : null
}
