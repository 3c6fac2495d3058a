import { z } from 'zod'
import { loadTelegramSpec } from '../../support/spec.ts'
import { startTelegramServer } from '../../support/telegram-server.ts'
import type { Harness, WebhookRequest, World } from '../contract.ts'

const botToken = '700100200:AAInventedTokenForTests_0123456789-abc'
const webhookSecret = 'Invented-webhook-secret_0123456789'
const secrets = { botToken, webhookSecret }
const header = 'X-Telegram-Bot-Api-Secret-Token'
const sentAnswer = z.object({ result: z.object({ message_id: z.int() }) })
const refusal = (status: number, body: object) => Response.json({ ok: false, error_code: status, ...body }, { status })

function request(headers: Readonly<Record<string, string>>): (body: string) => WebhookRequest {
  return (body) => ({
    headers: new Headers({ 'content-type': 'application/json', ...headers }),
    url: 'https://hub.example/webhooks/0197',
    body,
  })
}

/** The specification's word on the calls is missing where the machine has none; spec.test.ts reports that as skipped. */
async function world(): Promise<World> {
  const server = await startTelegramServer({ token: botToken })
  const customer = server.user({ id: 5100000417, firstName: 'Mila' })
  await server.sendUpdate(customer.text('hello'))
  const response = await fetch(`${server.url}/bot${botToken}/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ chat_id: customer.id, text: 'before' }),
  })
  const { result } = sentAnswer.parse(await response.json())
  const spec = loadTelegramSpec()
  return {
    apiRoot: server.url,
    chatId: String(customer.id),
    sentMessageId: `${customer.id}/${result.message_id}`,
    fileRef: server.addFile(new Uint8Array([1, 2, 3])),
    problems: () =>
      spec === null
        ? []
        : server.sent.flatMap((call) => [...spec.method(call.method, call.params), ...spec.result(call.method, call.result)]),
    close: server.close,
  }
}

export const harness: Harness = {
  settings: { config: { intake: 'webhook' }, secrets },
  secretValues: [botToken, botToken.slice(botToken.indexOf(':') + 1), webhookSecret],
  incomplete: [
    ['no secrets', { config: { intake: 'webhook' }, secrets: {} }],
    ['no token', { config: { intake: 'webhook' }, secrets: { webhookSecret } }],
    ['no webhook secret', { config: { intake: 'webhook' }, secrets: { botToken } }],
    ['an empty webhook secret', { config: { intake: 'webhook' }, secrets: { botToken, webhookSecret: '' } }],
    ['no webhook secret when polling', { config: { intake: 'polling' }, secrets: { botToken } }],
    ['a token of another shape', { config: { intake: 'webhook' }, secrets: { botToken: 'abc', webhookSecret } }],
    ['no intake', { config: {}, secrets }],
    ['an intake that is none', { config: { intake: 'pigeon' }, secrets }],
    ['no configuration', { config: null, secrets }],
  ],
  chatId: '5100000417',
  webhook: {
    genuine: request({ [header]: webhookSecret }),
    forged: [
      ['no header', request({})],
      ['an empty header', request({ [header]: '' })],
      ['another secret', request({ [header]: 'x'.repeat(webhookSecret.length) })],
      ['a prefix', request({ [header]: webhookSecret.slice(0, -1) })],
      ['one byte longer', request({ [header]: `${webhookSecret}0` })],
      ['another case', request({ [header]: webhookSecret.toLowerCase() })],
      ['the bot token', request({ [header]: botToken })],
    ],
    odd: [
      ['a header in lower case', request({ [header.toLowerCase()]: webhookSecret })],
      ['headers of a proxy', request({ [header]: webhookSecret, 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'http' })],
      ['spaces around the body', (body) => request({ [header]: webhookSecret })(`\n  ${body}  \n`)],
    ],
    garbage: [
      '',
      'null',
      '[]',
      '"text"',
      '17',
      '{}',
      '{"update_id":"1"}',
      '{"update_id":1.5}',
      '{"message":{}}',
      '{"update_id":',
      '\u0000',
    ],
    own: ['own-message-in-group', 'own-message-edited'],
  },
  gatewaySettings: { config: { intake: 'polling' }, secrets },
  answers: {
    limited: () => refusal(429, { description: 'Too Many Requests: retry after 7', parameters: { retry_after: 7 } }),
    limitedMs: 7000,
    blocked: () => refusal(403, { description: 'Forbidden: bot was blocked by the user' }),
    broken: () => refusal(500, { description: 'Internal Server Error' }),
    garbage: () => new Response('<html>It works!</html>', { status: 200 }),
  },
  world,
}
