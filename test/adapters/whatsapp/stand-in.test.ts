import twilio from 'twilio'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { encodeForm, type FormFields, signTwilio, startTwilioServer, type TwilioServer } from '../../support/twilio-server.ts'

// The stand-in is as strict as the real service in what the hub relies on; a lenient one would prove nothing.

let server: TwilioServer
beforeAll(async () => {
  server = await startTwilioServer()
})
afterAll(() => server.close())

const answer = z.object({
  sid: z.string().optional(),
  code: z.int().optional(),
  status: z.union([z.int(), z.string()]).optional(),
})

async function create(form: FormFields, token = server.authToken) {
  const response = await fetch(`${server.url}/2010-04-01/Accounts/${server.accountSid}/Messages.json`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${server.accountSid}:${token}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: encodeForm(form),
  })
  return { http: response.status, ...answer.parse(await response.json()) }
}

const good = () => ({ To: server.customer().address, From: server.sender, Body: 'hello' })

test.each([
  ['text over 1600', () => ({ ...good(), Body: 'x'.repeat(1601) }), 21617],
  ['nothing to send', () => ({ ...good(), Body: '' }), 21619],
  ['an address that is none', () => ({ ...good(), To: 'whatsapp:Mila' }), 21211],
  ['a sender of somebody else', () => ({ ...good(), From: 'whatsapp:+15005550009' }), 63007],
  ['an unknown service', () => ({ To: good().To, Body: 'x', MessagingServiceSid: `MG${'9'.repeat(32)}` }), 21701],
  ['two files', () => ({ ...good(), MediaUrl: ['https://a.example/1', 'https://a.example/2'] }), 21623],
  ['a file without an address', () => ({ ...good(), MediaUrl: 'C:\\a.jpg' }), 21620],
  ['an unknown template', () => ({ ...good(), ContentSid: `HX${'9'.repeat(32)}` }), 21655],
])('a message is refused with %s and nothing is kept', async (_name, form, code) => {
  const before = server.sent.length
  expect(await create(form())).toMatchObject({ http: 400, code })
  expect(server.sent).toHaveLength(before)
})

test('an unknown token is 401, an unknown path 404', async () => {
  expect(await create(good(), 'wrong')).toMatchObject({ http: 401, code: 20003 })
  const response = await fetch(`${server.url}/v1/Nothing`, {
    headers: { authorization: `Basic ${Buffer.from(`${server.accountSid}:${server.authToken}`).toString('base64')}` },
  })
  expect(response.status).toBe(404)
})

test('scripted failures are used up in order, and only by the messages that they fit', async () => {
  const [one, two] = [good(), good()]
  server.fail(
    { type: 'status', status: 429, code: 20429, to: one.To },
    { type: 'status', status: 500, code: 20500, to: one.To, times: 2 },
  )
  expect((await create(two)).http).toBe(201)
  const statuses: number[] = []
  for (let attempt = 0; attempt < 4; attempt++) statuses.push((await create(one)).http)
  expect(statuses).toEqual([429, 500, 500, 201])
})

describe('its signature is the one of Twilio’s own library', () => {
  const cases: readonly (readonly [string, string, FormFields])[] = [
    ['a form', 'https://hub.example/webhooks/1', { Body: 'x', AccountSid: 'AC1' }],
    ['empty parameters', 'https://hub.example/webhooks/1', { Body: '', From: '' }],
    ['unicode', 'https://hub.example/webhooks/1', { Body: 'Привет 🙂', Имя: 'ж' }],
    ['repeated keys', 'https://hub.example/webhooks/1', { A: ['b', 'a', 'b'], B: 'x' }],
    ['a query', 'https://hub.example/webhooks/1?a=b%20c&d=', { Body: "it's" }],
    ['a port', 'http://127.0.0.1:8080/webhooks/1', { Body: 'x' }],
    ['no parameters', 'https://hub.example/', {}],
  ]
  test.each(cases)('%s', (_name, address, form) => {
    const signature = signTwilio('token', address, form)
    expect(signature).toBe(twilio.getExpectedTwilioSignature?.('token', address, { ...form }) ?? signature)
    expect(twilio.validateRequest('token', signature, address, { ...form })).toBe(true)
    expect(twilio.validateRequest('other', signature, address, { ...form })).toBe(false)
  })
})
