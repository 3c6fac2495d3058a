import { z } from 'zod'
import { loadTwilioSpec } from '../../support/spec.ts'
import { encodeForm, type FormFields, signTwilio, startTwilioServer } from '../../support/twilio-server.ts'
import type { Harness, WebhookRequest, World } from '../contract.ts'
import { webhookUrl } from './connect.ts'

const accountSid = 'AC5ca1ab1e0000000000000000000000aa'
const authToken = '0123invented4567token89abcdef0123'
const otherToken = 'another9invented8token7fedcba9876'
const sender = 'whatsapp:+15005550006'
const secrets = { authToken }
const config = { accountSid, sender }
const formType = 'application/x-www-form-urlencoded; charset=utf-8'
const created = z.object({ sid: z.string() })
const refusal = (status: number, code: number, headers: Record<string, string> = {}) =>
  Response.json(
    { code, message: 'refused', more_info: `https://www.twilio.com/docs/errors/${code}`, status },
    { status, headers },
  )

type Options = Readonly<{
  token?: string
  url?: string
  query?: string
  signature?: (signature: string) => string | null
  body?: (encoded: string) => string
  type?: string | null
  header?: string
}>

/**
 * A fixture is `{ "form": { name: value } }`, since what Twilio posts is no JSON; anything else is a body as it is. Signed by the stand-in's
 * own reading of Twilio's description. `url` is what the server sees, which is not what is signed.
 */
export function request(options: Options = {}): (fixture: string) => WebhookRequest {
  const { token = authToken, url = webhookUrl, query = '', signature = (given) => given, body = (given) => given } = options
  return (fixture) => {
    const form = formOf(fixture)
    const encoded = form === null ? fixture : encodeForm(form)
    const signed = signature(signTwilio(token, `${webhookUrl}${query}`, form ?? asForm(fixture)))
    const { type = formType, header = 'X-Twilio-Signature' } = options
    const headers = new Headers(type === null ? {} : { 'content-type': type })
    if (signed !== null) headers.set(header, signed)
    return { headers, url: `${url}${query}`, body: body(encoded) }
  }
}

const fixtureShape = z.object({ form: z.record(z.string(), z.unknown()) })

/** The suite replaces values by other types; a form has only text, no value at all, or several. */
function formOf(fixture: string): FormFields | null {
  try {
    const { form } = fixtureShape.parse(JSON.parse(fixture))
    return Object.fromEntries(
      Object.entries(form).flatMap(([name, value]) =>
        value === null ? [] : [[name, Array.isArray(value) ? value.map(String) : String(value)]],
      ),
    )
  } catch {
    return null
  }
}

function asForm(body: string): FormFields {
  const search = new URLSearchParams(body)
  return Object.fromEntries([...new Set(search.keys())].map((name) => [name, search.getAll(name)]))
}

function flipped(signature: string): string {
  return `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
}

/** The specification's word on the calls is missing where the machine has none; spec.test.ts reports that as skipped. */
async function world(): Promise<World> {
  const server = await startTwilioServer({ accountSid, authToken, sender })
  server.setWebhook(webhookUrl)
  const customer = server.customer({ address: 'whatsapp:+4915550000417' })
  const response = await fetch(`${server.url}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
      'content-type': formType,
    },
    body: encodeForm({ To: customer.address, From: sender, Body: 'before' }),
  })
  const { sid } = created.parse(await response.json())
  const spec = loadTwilioSpec()
  return {
    apiRoot: server.url,
    chatId: customer.address,
    sentMessageId: sid,
    fileRef: server.addMedia(new Uint8Array([1, 2, 3])).slice(server.url.length),
    problems: () =>
      server.requests.flatMap((call) => [
        ...(spec?.request(call) ?? []),
        ...(typeof call.outcome === 'number' ? (spec?.answer({ ...call, status: call.outcome, body: call.answer }) ?? []) : []),
      ]),
    close: server.close,
  }
}

export const harness: Harness = {
  settings: { config, secrets },
  secretValues: [authToken, Buffer.from(`${accountSid}:${authToken}`).toString('base64')],
  incomplete: [
    ['no secrets', { config, secrets: {} }],
    ['an empty auth token', { config, secrets: { authToken: '' } }],
    ['an auth token of spaces', { config, secrets: { authToken: '   ' } }],
    ['no account', { config: { sender }, secrets }],
    ['an API key in place of the account', { config: { accountSid: `SK${'0'.repeat(32)}`, sender }, secrets }],
    ['no sender', { config: { accountSid }, secrets }],
    ['a sender of another channel', { config: { accountSid, sender: 'messenger:123456' }, secrets }],
    ['a sender that is words', { config: { accountSid, sender: 'Support' }, secrets }],
    ['a rate of nothing', { config: { ...config, messagesPerSecond: 0 }, secrets }],
    ['a rate that is no number', { config: { ...config, messagesPerSecond: 'fast' }, secrets }],
    ['no configuration', { config: null, secrets }],
  ],
  chatId: 'whatsapp:+4915550000417',
  webhook: {
    genuine: request(),
    forged: [
      ['no signature', request({ signature: () => null })],
      ['an empty signature', request({ signature: () => '' })],
      ['one byte of the signature flipped', request({ signature: flipped })],
      ['a prefix of the signature', request({ signature: (given) => given.slice(0, -1) })],
      ['a longer signature', request({ signature: (given) => `${given}=` })],
      ['another channel’s token', request({ token: otherToken })],
      [
        'one byte of the body flipped',
        request({ body: (given) => given.replace(/=(.)/, (_, byte) => `=${byte === 'x' ? 'y' : 'x'}`) }),
      ],
      ['a parameter added afterwards', request({ body: (given) => `${given}&Extra=1` })],
      ['a parameter taken away', request({ body: (given) => given.replace(/^[^&]*&/, '') })],
      ['a query that was not signed', (body) => ({ ...request()(body), url: `${webhookUrl}?tenant=2` })],
      ['another channel’s address', (body) => signedFor('https://hub.example/webhooks/0198', body)],
      ['the address that the server sees', (body) => signedFor('http://10.0.0.7:3000/webhooks/0197', body)],
      ['a JSON body', (body) => ({ ...request({ type: 'application/json' })(body), body })],
      ['a JSON body that calls itself a form', (body) => ({ ...request()(body), body })],
      ['a JSON body whose address alone is signed', (body) => ({ ...request()('{}'), body, headers: signedHeaders({}) })],
    ],
    odd: [
      ['another scheme, host and port behind a proxy', request({ url: 'http://10.0.0.7:3000/webhooks/0197' })],
      ['a path alone', request({ url: '/webhooks/0197' })],
      ['a query', request({ query: '?tenant=7&empty=&name=a%20b' })],
      ['the port of https in what was signed', (body) => signedFor('https://hub.example:443/webhooks/0197', body)],
      ['a header in lower case', request({ header: 'x-twilio-signature' })],
      ['no content type', request({ type: null })],
      ['a content type in capitals', request({ type: 'Application/X-WWW-Form-Urlencoded' })],
      ['a service', (body) => request()(withForm(body, { MessagingServiceSid: `MG${'1'.repeat(32)}` }))],
      ['empty parameters', (body) => request()(withForm(body, { Body: '', Address: '', MediaUrl0: '' }))],
      ['spaces around values', (body) => request()(withForm(body, { Body: '  two  spaces \n' }))],
      ['repeated keys', (body) => request()(withForm(body, { Repeated: ['b', 'a', 'b'] }))],
      ['unicode', (body) => request()(withForm(body, { Body: 'Привет, 你好 🙂 é', Имя: 'ж' }))],
      ['signs of the encoding', (body) => request()(withForm(body, { Body: 'a+b=c&d%20e;f?g#h' }))],
      ['new parameters', (body) => request()(withForm(body, { ExternalUserId: 'x', ChannelMetadata: '{"type":"whatsapp"}' }))],
      ['a parameter that is named like a prototype', (body) => request()(withForm(body, { constructor: 'x' }))],
    ],
    garbage: [
      '',
      'null',
      '{}',
      '[]',
      '"text"',
      'x=1',
      'MessageSid=',
      'MessageSid=SM1',
      'Body=hello&From=whatsapp%3A%2B491',
      '\u0000',
      '%',
      '&&&',
    ],
    own: ['status-queued', 'status-sending', 'status-accepted'],
    installedByHand: true,
  },
  gatewaySettings: null,
  answers: {
    limited: () => refusal(429, 20429, { 'retry-after': '7' }),
    limitedMs: 7000,
    blocked: () => refusal(403, 63014),
    broken: () => refusal(500, 20500),
    garbage: () => new Response('<html>It works!</html>', { status: 200 }),
  },
  world,
}

function signedFor(address: string, fixture: string): WebhookRequest {
  const form = formOf(fixture) ?? {}
  return { headers: signedHeaders(form, address), url: webhookUrl, body: encodeForm(form) }
}

function signedHeaders(form: FormFields, address = webhookUrl): Headers {
  return new Headers({ 'content-type': formType, 'x-twilio-signature': signTwilio(authToken, address, form) })
}

function withForm(fixture: string, more: FormFields): string {
  return JSON.stringify({ form: { ...formOf(fixture), ...more } })
}
