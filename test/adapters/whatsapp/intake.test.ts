import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Connection, InboundEvent } from '../../../core/channel.ts'
import { HubError } from '../../../core/errors.ts'
import { encodeForm, startTwilioServer, type TwilioServer } from '../../support/twilio-server.ts'
import { connect, outbound, soon, webhookUrl } from './connect.ts'

let server: TwilioServer
const closing: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  server = await startTwilioServer()
})
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
  await server.close()
})

type Options = Parameters<typeof connect>[1]

/** A hub behind a proxy: what it sees of a request is not what Twilio called. */
async function hub(options: Options = {}) {
  const events: InboundEvent[] = []
  const listener = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', async () => {
      const headers = new Headers(
        Object.entries(req.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
      )
      const url = `http://inside:8080${req.url}`
      try {
        if (connection.intake.mode !== 'webhook') throw new Error('not a webhook')
        const received = connection.intake.receive({ headers, url, body: Buffer.concat(chunks).toString() })
        events.push(...received.events)
        res.writeHead(received.response.status, Object.fromEntries(received.response.headers))
        res.end(await received.response.text())
      } catch (error) {
        res.writeHead(error instanceof HubError && error.code === 'unauthenticated' ? 401 : 400).end()
      }
    })
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => listener.close(resolve)))
  const { port } = listener.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/webhooks/0197`
  const connection: Connection = connect(server, { webhookUrl: url, ...options })
  server.setWebhook(url)
  return { events, url, connection }
}

describe('what Twilio posts', () => {
  test('arrives as events, and is answered with TwiML that says nothing', async () => {
    const { events } = await hub()
    const customer = server.customer()
    const delivery = await server.post(customer.text('Привет 🙂 & you?'))
    expect(delivery).toMatchObject({ status: 200, body: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>' })
    await server.post(customer.media([{ type: 'audio/ogg', bytes: new Uint8Array([1]) }]))
    await server.post(customer.location({ latitude: 1.5, longitude: 2.5 }))
    expect(events.map((event) => (event.type === 'message' ? event.content.text : event.type))).toEqual([
      'Привет 🙂 & you?',
      null,
      '📍 https://www.openstreetmap.org/?mlat=1.5&mlon=2.5#map=16/1.5/2.5',
    ])
    expect(events[1]).toMatchObject({ content: { files: [{ kind: 'voice', ref: expect.stringMatching(/^\/2010-04-01\//) }] } })
  })

  test('with another channel’s token is refused', async () => {
    const { events } = await hub()
    const other = {
      accountSid: `AC${'2'.repeat(32)}`,
      authToken: 'anothertoken00000000000000000002',
      sender: 'whatsapp:+15005550009',
    }
    server.addAccount(other)
    const form = server.customer().text('x')
    expect((await server.post(form, { signWith: other.authToken })).status).toBe(401)
    expect((await server.post(form)).status).toBe(200)
    expect(events).toHaveLength(1)
  })

  test('reaches the hub by an address with a query', async () => {
    const { events, url } = await hub()
    expect((await server.post(server.customer().text('x'), { url: `${url}?branch=7&name=a%20b` })).status).toBe(200)
    expect(events).toHaveLength(1)
  })

  test('is refused where the hub has no address to check it against', async () => {
    const { events } = await hub({ webhookUrl: null })
    expect((await server.post(server.customer().text('x'))).status).toBe(401)
    expect(events).toEqual([])
  })

  test('is the same again when the dead letter is re-driven', async () => {
    const { events, connection } = await hub()
    const { form } = await server.post(server.customer().press({ text: 'Yes', payload: 'yes' }))
    const body = encodeForm(form)
    expect(connection.parse?.(body).map((event) => event.eventId)).toEqual(events.map((event) => event.eventId))
  })

  test('a form of ten thousand keys is read in time', () => {
    const { intake } = connect(server)
    if (intake.mode !== 'webhook') throw new Error('not a webhook')
    const body = Array.from({ length: 10_000 }, (_, index) => `k${index}=v`).join('&')
    const headers = new Headers({ 'x-twilio-signature': 'x', 'content-type': 'application/x-www-form-urlencoded' })
    const from = performance.now()
    expect(() => intake.receive({ headers, url: webhookUrl, body })).toThrow(HubError)
    expect(performance.now() - from).toBeLessThan(2000)
  })
})

describe('what becomes of a message', () => {
  test('is told to the address that it named, a late status and all', async () => {
    const { events, connection } = await hub()
    const { messageIds } = await connection.deliver(outbound({ chatId: server.customer().address }), soon())
    const [sid = ''] = messageIds
    for (const status of ['queued', 'sent', 'read', 'delivered']) expect((await server.status(sid, status))?.status).toBe(200)
    expect(events.map((event) => (event.type === 'receipt' ? [event.messageId, event.status] : event.type))).toEqual([
      [sid, 'sent'],
      [sid, 'read'],
      [sid, 'delivered'],
    ])
    expect(new Set(events.map((event) => event.eventId)).size).toBe(3)
  })

  test('outside the window says so in words', async () => {
    const { events, connection } = await hub()
    const customer = server.customer()
    customer.closeWindow()
    await connection.deliver(outbound({ chatId: customer.address }), soon())
    await expect.poll(() => events).toHaveLength(1)
    expect(events[0]).toMatchObject({
      type: 'receipt',
      status: 'failed',
      failure: 'window_closed',
      reason: expect.stringContaining('24 hours'),
      chatId: customer.address,
    })
  })
})

describe('health', () => {
  const check = (options: Options = {}) => connect(server, options).check(soon())

  test('says where the address is to be pasted, until it is', async () => {
    expect(await check()).toMatchObject({
      status: 'action_needed',
      code: 'webhook_missing',
      detail: expect.stringContaining(webhookUrl),
      account: { id: server.sender, name: 'Stand-in Support', url: 'https://wa.me/15005550006' },
    })
    server.setWebhook(webhookUrl)
    expect(await check()).toMatchObject({ status: 'ok', code: 'ok' })
    expect(await check({ sender: server.serviceSid })).toMatchObject({ code: 'webhook_missing', account: { url: null } })
    server.setWebhook(webhookUrl, server.serviceSid)
    expect(await check({ sender: server.serviceSid })).toMatchObject({ status: 'ok', account: { id: server.serviceSid } })
  })

  test.each<[string, string, string, () => void, Options]>([
    ['no public address', 'action_needed', 'no_public_url', () => undefined, { webhookUrl: null }],
    [
      'a token that was changed',
      'action_needed',
      'token_refused',
      () => server.changeToken('new00000000000000000000000000000'),
      {},
    ],
    ['a suspended account', 'action_needed', 'account_inactive', () => server.setSender({ accountStatus: 'suspended' }), {}],
    ['a sender that is offline', 'action_needed', 'sender_offline', () => server.setSender({ status: 'OFFLINE' }), {}],
    ['a sender that is not listed', 'degraded', 'sender_missing', () => server.setSender({ listed: false }), {}],
    ['a service that is not there', 'action_needed', 'sender_missing', () => undefined, { sender: `MG${'9'.repeat(32)}` }],
    ['the sandbox', 'ok', 'ok', () => undefined, { sender: '+1 (415) 523-8886' }],
    [
      'senders that may not be seen',
      'ok',
      'ok',
      () => server.fail({ type: 'status', status: 403, code: 20403, path: /Senders/ }),
      {},
    ],
    [
      'a rate limit',
      'degraded',
      'rate_limited',
      () => server.fail({ type: 'status', status: 429, code: 20429, path: /Accounts/ }),
      {},
    ],
    ['no answer', 'degraded', 'unreachable', () => server.fail({ type: 'reset', path: /Senders/ }), {}],
  ])('%s is %s: %s', async (_name, status, code, prepare, options) => {
    prepare()
    const health = await check(options)
    expect(health).toMatchObject({ status, code })
    expect(health.detail.length).toBeGreaterThan(20)
  })
})
