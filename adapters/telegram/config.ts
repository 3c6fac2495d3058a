import { z } from 'zod'
import type { ConfigField } from '../../core/channel.ts'
import { HubError } from '../../core/errors.ts'

export const configSchema = z.strictObject({ intake: z.enum(['webhook', 'polling']) })

// `<bot id>:<secret>`: https://core.telegram.org/bots/api#authorizing-your-bot
const botToken = z
  .string()
  .trim()
  .regex(/^[1-9]\d{0,19}:[A-Za-z0-9_-]+$/, { message: 'A bot token looks like 123456789:AAE…, as @BotFather gave it.' })

export const secretsSchema = z.strictObject({ botToken })

/** What the hub makes itself; 32 bytes become 43 characters of the alphabet that `secret_token` allows. */
export const generatedSecrets = { webhookSecret: 32 } as const

// 1-256 characters of A-Z, a-z, 0-9, _ and -: https://core.telegram.org/bots/api#setwebhook
const openSecrets = z.object({ botToken, webhookSecret: z.string().regex(/^[A-Za-z0-9_-]{1,256}$/) })

export const fields: readonly ConfigField[] = [
  {
    name: 'botToken',
    label: 'Bot token',
    hint: 'Open @BotFather in Telegram, send /newbot (or /token for a bot you have) and paste the token here.',
    secret: true,
    required: true,
    options: null,
  },
  {
    name: 'intake',
    label: 'How messages come in',
    hint: 'Webhook needs a public https address of this hub. Polling works anywhere, also on your own computer.',
    secret: false,
    required: true,
    options: [
      { value: 'webhook', label: 'Webhook' },
      { value: 'polling', label: 'Polling' },
    ],
  },
]

export type TelegramSettings = Readonly<{ intake: 'webhook' | 'polling'; botToken: string; webhookSecret: string; botId: number }>

/** @throws HubError `invalid`; it names the fields that are wrong and never their values. */
export function parseSettings(
  settings: Readonly<{ config: unknown; secrets: Readonly<Record<string, string>> }>,
): TelegramSettings {
  const config = configSchema.safeParse(settings.config)
  const secrets = openSecrets.safeParse(settings.secrets)
  if (!config.success || !secrets.success) {
    const issues = [...(config.error?.issues ?? []), ...(secrets.error?.issues ?? [])]
    const names = [...new Set(issues.map((issue) => issue.path.join('.') || 'config'))]
    throw new HubError('invalid', `The Telegram channel can't be opened: ${names.join(', ')} missing or wrong`, {
      details: { fields: names },
    })
  }
  const token = secrets.data.botToken
  return {
    intake: config.data.intake,
    botToken: token,
    webhookSecret: secrets.data.webhookSecret,
    botId: Number(token.slice(0, token.indexOf(':'))),
  }
}
