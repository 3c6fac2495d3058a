import type { ChannelAdapter, Connection } from '../../core/channel.ts'
import { capabilities } from './capabilities.ts'
import { createClient } from './client.ts'
import { configSchema, fields, generatedSecrets, parseSettings, secretsSchema } from './config.ts'
import { downloadFile } from './files.ts'
import { findSent } from './find-sent.ts'
import { readForm } from './form.ts'
import { checkHealth } from './health.ts'
import { createPace } from './pace.ts'
import { parseBody, parseForm } from './parse.ts'
import { sendMessage } from './send.ts'
import { listTemplates } from './templates.ts'
import { verifier } from './verify.ts'

export const whatsapp: ChannelAdapter = {
  kind: 'whatsapp',
  title: 'WhatsApp',
  capabilities,
  configSchema,
  secretsSchema,
  fields,
  generatedSecrets,
  apiRootVariable: 'TWILIO_API_ROOT',
  open: (given, deps): Connection => {
    const settings = parseSettings(given)
    const { accountSid, authToken } = settings
    const { apiRoot, clock, webhookUrl } = deps
    const client = createClient(deps, settings)
    const channel = { sender: settings.sender, webhookUrl }
    const pace = createPace(clock, settings.messagesPerSecond)
    const verify = verifier({ authToken, webhookUrl })

    return {
      intake: {
        mode: 'webhook',
        receive: (request) => {
          const form = readForm(request.body)
          verify(request, form)
          return { events: parseForm(form, { now: clock.now(), apiRoot }), response: nothingToSay() }
        },
      },
      deliver: async (message, signal) => ({
        messageIds: await sendMessage({ client, channel, pace }, message, signal),
        at: clock.now(),
      }),
      parse: (payload) => parseBody(payload, { now: clock.now(), apiRoot }),
      fetchFile: (ref, signal) => downloadFile({ fetch: deps.fetch, apiRoot, accountSid, authToken }, ref, signal),
      check: (signal) => checkHealth(client, { settings, webhookUrl }, signal),
      findSent: (message, signal) => findSent({ client, channel, clock }, message, signal),
      listTemplates: (signal) => listTemplates(client, signal),
    }
  },
}

/** TwiML without a verb: Twilio answers the customer nothing. https://www.twilio.com/docs/messaging/twiml */
function nothingToSay(): Response {
  return new Response('<?xml version="1.0" encoding="UTF-8"?><Response></Response>', {
    status: 200,
    headers: { 'content-type': 'text/xml' },
  })
}
