import { whatsapp } from '../../../adapters/whatsapp/index.ts'
import type { Connection, OutboundMessage } from '../../../core/channel.ts'
import type { Egress } from '../../../core/ports.ts'
import { createEgress } from '../../../src/infra/egress.ts'
import { quietLog } from '../../support/quiet-log.ts'
import type { TwilioServer } from '../../support/twilio-server.ts'

export const start = new Date('2026-06-02T10:00:00.000Z')
export const webhookUrl = 'https://hub.example/webhooks/0197'

/** The hub's real way out, so that both are known to work together: streams, deadline, limit. */
export const egress: Egress = createEgress({ allow: ['127.0.0.1'] })

/** A channel that is connected to the stand-in. */
export function connect(
  server: TwilioServer,
  options: Readonly<{
    sender?: string
    webhookUrl?: string | null
    fetch?: Egress
    authToken?: string
    accountSid?: string
    now?: () => Date
    messagesPerSecond?: number
  }> = {},
): Connection {
  const { sender = server.sender, fetch = egress, authToken = server.authToken, accountSid = server.accountSid } = options
  const { now = () => start, messagesPerSecond } = options
  return whatsapp.open(
    {
      config: { accountSid, sender, ...(messagesPerSecond === undefined ? {} : { messagesPerSecond }) },
      secrets: { authToken },
    },
    {
      clock: { now },
      fetch,
      log: quietLog,
      webhookUrl: options.webhookUrl === undefined ? webhookUrl : options.webhookUrl,
      apiRoot: server.url,
    },
  )
}

export function outbound(part: Partial<OutboundMessage> & Pick<OutboundMessage, 'chatId'>): OutboundMessage {
  return {
    id: '01970000-0000-7000-8000-000000000001',
    text: 'hello',
    files: [],
    buttons: [],
    replyTo: null,
    audience: 'chat',
    ...part,
  }
}

export const soon = (): AbortSignal => AbortSignal.timeout(10_000)
