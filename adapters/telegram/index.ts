import type { ChannelAdapter, Connection, Intake } from '../../core/channel.ts'
import { capabilities } from './capabilities.ts'
import { answerCallback, editMessage, reactTo, removeMessage, showTyping } from './change.ts'
import { createClient } from './client.ts'
import { configSchema, fields, generatedSecrets, parseSettings, secretsSchema } from './config.ts'
import { downloadFile } from './files.ts'
import { checkHealth } from './health.ts'
import { parseBody } from './parse.ts'
import { poll } from './poll.ts'
import { sendMessage } from './send.ts'
import { verifier } from './verify.ts'
import { installWebhook, removeWebhook } from './webhook.ts'

export const telegram: ChannelAdapter = {
  kind: 'telegram',
  title: 'Telegram',
  capabilities,
  configSchema,
  secretsSchema,
  fields,
  generatedSecrets,
  apiRootVariable: 'TELEGRAM_API_ROOT',
  open: (given, deps): Connection => {
    const settings = parseSettings(given)
    const client = createClient(deps, settings.botToken)
    const { botId } = settings
    const verify = verifier(settings.webhookSecret)

    const webhook: Intake = {
      mode: 'webhook',
      receive: (request) => {
        verify(request.headers)
        return {
          events: parseBody(request.body, { botId, now: deps.clock.now() }),
          response: new Response(null, { status: 200 }),
        }
      },
    }
    const gateway: Intake = { mode: 'gateway', run: (emit, signal) => poll({ client, clock: deps.clock, botId }, emit, signal) }

    return {
      intake: settings.intake === 'webhook' ? webhook : gateway,
      deliver: async (message, signal) => ({ messageIds: await sendMessage(client, message, signal), at: deps.clock.now() }),
      parse: (payload) => parseBody(payload, { botId, now: deps.clock.now() }),
      fetchFile: (ref, signal) => downloadFile({ client, fetch: deps.fetch, botToken: settings.botToken }, ref, signal),
      check: (signal) => checkHealth(client, { settings, webhookUrl: deps.webhookUrl, now: deps.clock.now() }, signal),
      edit: (message, signal) => editMessage(client, message, signal),
      remove: (message, signal) => removeMessage(client, message, signal),
      typing: (chatId, signal) => showTyping(client, chatId, signal),
      react: (reaction, signal) => reactTo(client, reaction, signal),
      acknowledge: (token, signal) => answerCallback(client, token, signal),
      install: (signal) =>
        settings.intake === 'webhook'
          ? installWebhook(client, { url: deps.webhookUrl, secret: settings.webhookSecret }, signal)
          : removeWebhook(client, signal),
      uninstall: (signal) => removeWebhook(client, signal),
    }
  },
}
