import { z } from 'zod'
import type { ConfigField } from '../../core/channel.ts'
import { HubError } from '../../core/errors.ts'

const accountSid = z
  .string()
  .trim()
  .regex(/^AC[0-9a-fA-F]{32}$/, { message: 'An account SID is AC and 32 digits and letters, as Twilio’s console shows it.' })

const service = /^MG[0-9a-fA-F]{32}$/
/** E.164, as WhatsApp writes its numbers. */
const number = /^whatsapp:\+[1-9]\d{6,14}$/

const sender = z
  .string()
  .transform(toSender)
  .refine((given) => service.test(given) || number.test(given), {
    message: 'A sender is a number such as whatsapp:+14155238886, or a Messaging Service SID: MG and 32 digits and letters.',
  })

/** People paste numbers as they are printed. */
function toSender(given: string): string {
  const bare = given.replace(/[\s().-]/g, '')
  return bare.startsWith('+') ? `whatsapp:${bare}` : bare
}

export const configSchema = z.strictObject({
  accountSid,
  sender,
  // Twilio's and Meta's pages give different rates for different accounts, so there is no default.
  messagesPerSecond: z.coerce.number().positive().max(1000).optional(),
})

export const secretsSchema = z.strictObject({
  authToken: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_-]{16,128}$/, { message: 'An auth token is 32 digits and letters, as Twilio’s console shows it.' }),
})

/** Twilio signs with the auth token: the hub has nothing to make up. */
export const generatedSecrets = {} as const

export const fields: readonly ConfigField[] = [
  {
    name: 'accountSid',
    label: 'Account SID',
    hint: 'Open console.twilio.com: it is on the first page, below Account Info, and begins with AC.',
    secret: false,
    required: true,
    options: null,
  },
  {
    name: 'authToken',
    label: 'Auth token',
    hint: 'Beside the account SID: press Show. Not an API key: Twilio signs what it sends with this token.',
    secret: true,
    required: true,
    options: null,
  },
  {
    name: 'sender',
    label: 'WhatsApp sender',
    hint: 'A number as whatsapp:+14155238886 (Messaging → Senders → WhatsApp senders), or the SID of a Messaging Service (MG…).',
    secret: false,
    required: true,
    options: null,
  },
  {
    name: 'messagesPerSecond',
    label: 'Messages per second',
    hint: 'What Twilio allows this sender. Leave it empty when you do not know: Twilio then queues what is too fast.',
    secret: false,
    required: false,
    options: null,
  },
]

export type Sender = Readonly<{ type: 'number'; address: string } | { type: 'service'; sid: string }>

export type WhatsappSettings = Readonly<{
  accountSid: string
  authToken: string
  sender: Sender
  messagesPerSecond: number | null
}>

/** @throws HubError `invalid`; it names the fields that are wrong and never their values. */
export function parseSettings(
  settings: Readonly<{ config: unknown; secrets: Readonly<Record<string, string>> }>,
): WhatsappSettings {
  const config = configSchema.safeParse(settings.config)
  const secrets = secretsSchema.safeParse(settings.secrets)
  if (!config.success || !secrets.success) {
    const issues = [...(config.error?.issues ?? []), ...(secrets.error?.issues ?? [])]
    const names = [...new Set(issues.map((issue) => issue.path.join('.') || 'config'))]
    throw new HubError('invalid', `The WhatsApp channel can't be opened: ${names.join(', ')} missing or wrong`, {
      details: { fields: names },
    })
  }
  const given = config.data.sender
  return {
    accountSid: config.data.accountSid,
    authToken: secrets.data.authToken,
    sender: service.test(given) ? { type: 'service', sid: given } : { type: 'number', address: given },
    messagesPerSecond: config.data.messagesPerSecond ?? null,
  }
}
