import { z } from 'zod'
import type { Health } from '../../core/channel.ts'
import { ChannelError } from '../../core/errors.ts'
import type { Client } from './client.ts'
import type { Sender, WhatsappSettings } from './config.ts'

type Channel = Readonly<{ settings: WhatsappSettings; webhookUrl: string | null }>
type Verdict = Omit<Health, 'account'>

/** Everyone shares it while they try WhatsApp out: https://www.twilio.com/docs/whatsapp/sandbox */
const sandbox = 'whatsapp:+14155238886'

/** The account, then the sender, in words that say what to do. Twilio's console is where the webhook is set, so they say where. */
export async function checkHealth(client: Client, channel: Channel, signal: AbortSignal): Promise<Health> {
  const { accountSid, sender } = channel.settings
  try {
    const account = await client.call('account', signal, (twilio) => twilio.api.v2010.accounts(accountSid).fetch())
    const inactive = judgeAccount(channel, account.status)
    const judged = inactive === null ? await judgeSender(client, channel, signal) : { verdict: inactive, name: null }
    return { ...judged.verdict, account: accountOf(sender, judged.name ?? account.friendlyName ?? accountSid) }
  } catch (error) {
    if (error instanceof ChannelError) return { ...refusalOf(error, sender.type), account: null }
    throw error
  }
}

function judgeAccount(channel: Channel, status: unknown): Verdict | null {
  if (channel.webhookUrl === null) {
    return {
      status: 'action_needed',
      code: 'no_public_url',
      detail: 'This hub has no public https address, so Twilio can’t reach it. Set PUBLIC_URL.',
    }
  }
  if (status === 'active') return null
  return {
    status: 'action_needed',
    code: 'account_inactive',
    detail: 'Twilio has suspended or closed this account. Open console.twilio.com to see why.',
  }
}

/** `name`: what customers or the console call the sender; null where that is not told. */
type Judged = Readonly<{ verdict: Verdict; name: string | null }>

async function judgeSender(client: Client, channel: Channel, signal: AbortSignal): Promise<Judged> {
  const { sender } = channel.settings
  try {
    if (sender.type === 'service') return await judgeService(client, { sid: sender.sid, webhookUrl: channel.webhookUrl }, signal)
    return await judgeNumber(client, { address: sender.address, webhookUrl: channel.webhookUrl }, signal)
  } catch (error) {
    if (!(error instanceof ChannelError) || error.kind !== 'permanent' || error.reason === 'bad_credentials') throw error
    if (sender.type === 'service' && error.reason === 'rejected') return { verdict: missingService, name: null }
    // An account that may not look at its senders may send all the same.
    return { verdict: unseen(channel.webhookUrl), name: null }
  }
}

const missingService: Verdict = {
  status: 'action_needed',
  code: 'sender_missing',
  detail: 'This Twilio account has no such Messaging Service. Look its SID up in Messaging → Services.',
}

async function judgeService(
  client: Client,
  service: Readonly<{ sid: string; webhookUrl: string | null }>,
  signal: AbortSignal,
): Promise<Judged> {
  const found = await client.call('service', signal, (twilio) => twilio.messaging.v1.services(service.sid).fetch())
  const leadsHere = found.inboundRequestUrl === service.webhookUrl && !found.useInboundWebhookOnNumber
  const where = 'Messaging → Services → this service → Integration, choose “Send a webhook” and'
  return {
    name: found.friendlyName,
    verdict: leadsHere
      ? { status: 'ok', code: 'ok', detail: 'The account answers and the Messaging Service leads here.' }
      : missingWebhook(`${where} paste ${service.webhookUrl} as the request URL`),
  }
}

const listedSender = z.object({
  senderId: z.string(),
  status: z.string(),
  webhook: z.object({ callbackUrl: z.string().nullish() }).nullish(),
  profile: z.object({ name: z.string().nullish() }).nullish(),
})

async function judgeNumber(
  client: Client,
  number: Readonly<{ address: string; webhookUrl: string | null }>,
  signal: AbortSignal,
): Promise<Judged> {
  if (number.address === sandbox) return { verdict: unseen(number.webhookUrl), name: null }
  const listed = await client.call('senders', signal, (twilio) =>
    twilio.messaging.v2.channelsSenders.list({ channel: 'whatsapp', limit: 500 }),
  )
  const senders = listed.flatMap((one) => listedSender.safeParse({ ...one }).data ?? [])
  const found = senders.find((one) => one.senderId === number.address)
  if (found === undefined) return { verdict: missingNumber, name: null }
  return { verdict: judgeFound(found, number.webhookUrl), name: found.profile?.name ?? null }
}

/** Not red: an older number may send and receive without being listed. */
const missingNumber: Verdict = {
  status: 'degraded',
  code: 'sender_missing',
  detail: 'Twilio does not list this number as a WhatsApp sender of this account. See Messaging → Senders → WhatsApp senders.',
}

function judgeFound(found: z.infer<typeof listedSender>, webhookUrl: string | null): Verdict {
  if (!found.status.startsWith('ONLINE')) {
    return {
      status: 'action_needed',
      code: 'sender_offline',
      detail: `Twilio says that this sender is ${found.status.slice(0, 40)}. Open it in Messaging → Senders → WhatsApp senders to see why.`,
    }
  }
  if (found.webhook?.callbackUrl === webhookUrl)
    return { status: 'ok', code: 'ok', detail: 'The account answers, the sender is online and leads here.' }
  const where = 'Messaging → Senders → WhatsApp senders → this number and'
  return missingWebhook(`${where} paste ${webhookUrl} as the webhook URL for incoming messages`)
}

function missingWebhook(todo: string): Verdict {
  return {
    status: 'action_needed',
    code: 'webhook_missing',
    detail: `No message arrives here yet. In Twilio’s console open ${todo}.`,
  }
}

/** Whether messages come in can't be asked, only seen. */
function unseen(webhookUrl: string | null): Verdict {
  return {
    status: 'ok',
    code: 'ok',
    detail: `The account answers. Messages arrive once ${webhookUrl} is pasted in Twilio’s console as “When a message comes in” (sandbox: Messaging → Try it out → WhatsApp → Sandbox settings).`,
  }
}

function accountOf(sender: Sender, name: string): Health['account'] {
  if (sender.type === 'service') return { id: sender.sid, name, url: null }
  return { id: sender.address, name, url: `https://wa.me/${sender.address.replace(/\D/g, '')}` }
}

function refusalOf(error: ChannelError, sender: Sender['type']): Verdict {
  if (error.reason === 'bad_credentials') {
    return {
      status: 'action_needed',
      code: 'token_refused',
      detail: 'Twilio refuses the account SID or the auth token. Copy both from the first page of console.twilio.com.',
    }
  }
  if (error.kind === 'rate_limited') {
    return {
      status: 'degraded',
      code: 'rate_limited',
      detail: 'Twilio asks for a pause. Nothing is to be done: the hub goes on by itself.',
    }
  }
  if (error.kind === 'permanent') {
    const what = sender === 'service' ? 'account SID and the Messaging Service' : 'account SID and the sender'
    return { status: 'action_needed', code: 'refused', detail: `Twilio refuses to show this account. Check the ${what}.` }
  }
  return {
    status: 'degraded',
    code: 'unreachable',
    detail: 'Twilio does not answer. Check the network of this machine; the hub goes on trying.',
  }
}
