import { telegram } from '../../../adapters/telegram/index.ts'
import type { Connection, OutboundMessage } from '../../../core/channel.ts'
import type { Egress } from '../../../core/ports.ts'
import { createEgress } from '../../../src/infra/egress.ts'
import type { TelegramServer } from '../../support/telegram-server.ts'

export const webhookSecret = 'Invented-webhook-secret_0123456789'
export const start = new Date('2026-06-02T10:00:00.000Z')
const quiet = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined }

/** The hub's real way out, so that both are known to work together: streams, deadline, limit. */
export const egress: Egress = createEgress({ allow: ['127.0.0.1'] })

/** A channel that is connected to the stand-in. */
export function connect(
  server: TelegramServer,
  options: Readonly<{
    intake?: 'webhook' | 'polling'
    webhookUrl?: string | null
    fetch?: Egress
    token?: string
    now?: Date
  }> = {},
): Connection {
  const {
    intake = 'webhook',
    webhookUrl = 'https://hub.example/webhooks/0197',
    fetch = egress,
    token = server.token,
    now = start,
  } = options
  return telegram.open(
    { config: { intake }, secrets: { botToken: token, webhookSecret } },
    { clock: { now: () => now }, fetch, log: quiet, webhookUrl, apiRoot: server.url },
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
