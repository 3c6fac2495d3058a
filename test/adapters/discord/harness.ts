import { startDiscordServer } from '../../support/discord-server.ts'
import { loadDiscordSpec } from '../../support/spec.ts'
import type { Harness, World } from '../contract.ts'

const applicationId = '1100000000000000001'
const botToken = `${Buffer.from(applicationId).toString('base64url')}.StdIn0.Stand-in-token-for-tests_0123456789`
const secrets = { botToken }
const refusal = (status: number, body: object) => Response.json(body, { status })

/** The specification's word on the calls is missing where the machine has none; spec.test.ts reports that as skipped. */
async function world(): Promise<World> {
  const server = await startDiscordServer({ applicationId })
  const customer = server.person({ name: 'Mila' })
  const bytes = new Uint8Array([1, 2, 3])
  const asked = customer.say('hello', { attachments: [{ name: 'a.png', type: 'image/png', bytes }] })
  const response = await fetch(`${server.url}/v10/channels/${customer.direct}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bot ${server.token}` },
    body: JSON.stringify({ content: 'before' }),
  })
  await response.body?.cancel()
  const before = server.messagesIn(customer.direct).at(-1)
  const [attachment] = Array.isArray(asked['attachments']) ? asked['attachments'] : []
  const spec = loadDiscordSpec()
  return {
    apiRoot: server.url,
    chatId: customer.direct,
    sentMessageId: `${customer.direct}/${before?.id}`,
    fileRef: `a/${customer.direct}/${asked.id}/${attachment?.id}`,
    problems: () =>
      spec === null
        ? []
        : server.sent.flatMap((call) => [
            ...spec.request(call.method, call.template, call.body),
            ...(call.status === 204 ? [] : spec.answer(call.method, call.template, call.answer)),
          ]),
    close: server.close,
  }
}

export const harness: Harness = {
  settings: { config: { applicationId }, secrets },
  secretValues: [botToken, botToken.slice(botToken.indexOf('.') + 1)],
  incomplete: [
    ['no secrets', { config: { applicationId }, secrets: {} }],
    ['an empty token', { config: { applicationId }, secrets: { botToken: '' } }],
    ['a token of another shape', { config: { applicationId }, secrets: { botToken: 'abc' } }],
    ['no application', { config: {}, secrets }],
    ['an application that is none', { config: { applicationId: 'pigeon' }, secrets }],
    ['a server that is none', { config: { applicationId, guildId: 'x' }, secrets }],
    ['a choice that is none', { config: { applicationId, dms: 'perhaps' }, secrets }],
    ['no configuration', { config: null, secrets }],
  ],
  chatId: '1200000000000000417',
  webhook: null,
  gatewaySettings: { config: { applicationId }, secrets },
  answers: {
    limited: () => refusal(429, { message: 'You are being rate limited.', retry_after: 6.543, global: false }),
    limitedMs: 6543,
    blocked: () => refusal(403, { message: 'Cannot send messages to this user', code: 50007 }),
    broken: () => refusal(500, { message: '500: Internal Server Error', code: 0 }),
    garbage: () => new Response('<html>It works!</html>', { status: 200 }),
  },
  world,
}
