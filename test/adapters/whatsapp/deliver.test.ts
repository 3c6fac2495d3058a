import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { OutboundFile } from '../../../core/channel.ts'
import { loadTwilioSpec } from '../../support/spec.ts'
import { startTwilioServer, type TwilioCustomer, type TwilioServer } from '../../support/twilio-server.ts'
import { connect, egress, outbound, soon, start, webhookUrl } from './connect.ts'

let server: TwilioServer
let customer: TwilioCustomer
const spec = loadTwilioSpec()
let asked = 0

beforeAll(async () => {
  server = await startTwilioServer()
})
afterAll(() => server.close())
beforeEach(() => {
  customer = server.customer()
})
afterEach(() => {
  // Every request of every test, against the platform's own description.
  expect(server.requests.slice(asked).flatMap((request) => spec?.request(request) ?? [])).toEqual([])
  asked = server.requests.length
})

const sentTo = (person: TwilioCustomer) => server.sent.filter((message) => message.params['To'] === person.address)
const file = (part: Partial<OutboundFile> = {}): OutboundFile => ({
  kind: 'image',
  name: 'a.jpg',
  mimeType: 'image/jpeg',
  bytes: 9,
  open: () => Promise.reject(new Error('nobody reads it')),
  publicUrl: 'https://hub.example/public/a.jpg',
  ...part,
})
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: unknown) => error,
  )

describe('a message', () => {
  test('arrives as it was typed, and names the address for its receipts', async () => {
    const text = '*on* _and_ <b>&amp; "so" 🙂\nж'
    const sent = await connect(server).deliver(outbound({ chatId: customer.address, text }), soon())
    const [message] = sentTo(customer)
    expect(sent).toEqual({ messageIds: [message?.sid], at: start })
    expect(message?.params).toEqual({ To: customer.address, From: server.sender, StatusCallback: webhookUrl, Body: text })
  })

  test('goes by a service where that is the sender', async () => {
    await connect(server, { sender: server.serviceSid }).deliver(outbound({ chatId: customer.address }), soon())
    expect(sentTo(customer)[0]?.params).toMatchObject({ MessagingServiceSid: server.serviceSid })
    expect(sentTo(customer)[0]?.params).not.toHaveProperty('From')
  })

  test('names no address where the hub has none', async () => {
    await connect(server, { webhookUrl: null }).deliver(outbound({ chatId: customer.address }), soon())
    expect(sentTo(customer)[0]?.params).not.toHaveProperty('StatusCallback')
  })

  test('that is too long goes in parts, in order', async () => {
    const text = `${'a'.repeat(1500)}\n${'b'.repeat(1500)}\n${'c'.repeat(100)}`
    const sent = await connect(server).deliver(outbound({ chatId: customer.address, text }), soon())
    expect(sentTo(customer).map((message) => message.params['Body'])).toEqual([
      text.split('\n')[0],
      text.split('\n').slice(1).join('\n').slice(0, 1500),
      'c'.repeat(100),
    ])
    expect(sent.messageIds).toEqual(sentTo(customer).map((message) => message.sid))
  })

  test('has its buttons as lines of text', async () => {
    const buttons = [
      { label: 'Yes', value: 'consent:1:agree' },
      { label: 'No', value: 'consent:1:decline' },
    ]
    await connect(server).deliver(outbound({ chatId: customer.address, text: 'May we?', buttons }), soon())
    expect(sentTo(customer)[0]?.params['Body']).toMatch(/^May we\?\n+• Yes\n• No$/)
  })

  test('with a quote repeats what is answered', async () => {
    const connection = connect(server)
    const first = await connection.deliver(
      outbound({ chatId: customer.address, text: `${'q'.repeat(200)}\nsecond line` }),
      soon(),
    )
    await connection.deliver(outbound({ chatId: customer.address, text: 'answer', replyTo: first.messageIds[0] ?? null }), soon())
    expect(sentTo(customer)[1]?.params['Body']).toBe(`> ${'q'.repeat(119)}…\n\nanswer`)
  })

  test.each([
    ['that is gone', () => `SM${'f'.repeat(32)}`],
    [
      'of another chat',
      async () => (await connect(server).deliver(outbound({ chatId: server.customer().address }), soon())).messageIds[0] ?? '',
    ],
    ['that is no message of Twilio', () => 'x'],
  ])('with a quote %s goes without it', async (_name, quoted) => {
    await connect(server).deliver(outbound({ chatId: customer.address, replyTo: await quoted() }), soon())
    expect(sentTo(customer).map((message) => message.params['Body'])).toEqual(['hello'])
  })
})

describe('files', () => {
  test('go by their public address; one a message, the text with the first that takes a caption', async () => {
    const files = [file(), file({ kind: 'document', mimeType: 'application/pdf', publicUrl: 'https://hub.example/public/b' })]
    await connect(server).deliver(outbound({ chatId: customer.address, text: 'look', files }), soon())
    expect(sentTo(customer).map(({ params }) => [params['Body'], params['MediaUrl']])).toEqual([
      ['look', 'https://hub.example/public/a.jpg'],
      [undefined, 'https://hub.example/public/b'],
    ])
  })

  test('without captions have their text ahead of them', async () => {
    const files = [file({ kind: 'voice', mimeType: 'audio/ogg' })]
    await connect(server).deliver(outbound({ chatId: customer.address, text: 'listen', files }), soon())
    expect(sentTo(customer).map(({ params }) => params['Body'])).toEqual(['listen', undefined])
  })

  test.each([
    ['no public address', file({ publicUrl: null }), 'not_supported'],
    ['a type that WhatsApp does not take', file({ kind: 'document', mimeType: 'application/zip' }), 'file_type'],
    ['more than 5 MB of an image', file({ bytes: 5 * 1024 * 1024 + 1 }), 'file_too_large'],
    ['more than 16 MB of a video', file({ kind: 'video', mimeType: 'video/mp4', bytes: 16 * 1024 * 1024 + 1 }), 'file_too_large'],
  ])('with %s are refused before anything is called', async (_name, refused, reason) => {
    const before = server.requests.length
    const sending = connect(server).deliver(outbound({ chatId: customer.address, files: [file(), refused] }), soon())
    expect(await failure(sending)).toMatchObject({ name: 'ChannelError', kind: 'permanent', reason, maybeSent: false })
    expect(server.requests).toHaveLength(before)
  })
})

describe('a template', () => {
  test('goes by its id and variables, without the text that the hub shows of it', async () => {
    const id = server.addTemplate({ friendly_name: 'greeting', types: { 'twilio/text': { body: 'Hello {{1}}' } } })
    const template = { id, variables: { '1': 'Mila "Q"', '2': 'ж' } }
    await connect(server).deliver(outbound({ chatId: customer.address, text: 'Hello Mila', template }), soon())
    expect(sentTo(customer)[0]?.params).toEqual({
      To: customer.address,
      From: server.sender,
      StatusCallback: webhookUrl,
      ContentSid: id,
      ContentVariables: '{"1":"Mila \\"Q\\"","2":"ж"}',
    })
  })

  test.each([
    ['an id of another kind', { id: 'greeting', variables: {} }],
    ['an empty variable', { id: `HX${'0'.repeat(32)}`, variables: { '1': ' ' } }],
  ])('with %s is refused before anything is called', async (_name, template) => {
    const before = server.requests.length
    const sending = connect(server).deliver(outbound({ chatId: customer.address, template }), soon())
    expect(await failure(sending)).toMatchObject({ kind: 'permanent', reason: 'rejected', maybeSent: false })
    expect(server.requests).toHaveLength(before)
  })

  test('that Twilio does not know is rejected', async () => {
    const template = { id: `HX${'9'.repeat(32)}`, variables: {} }
    const sending = connect(server).deliver(outbound({ chatId: customer.address, template }), soon())
    expect(await failure(sending)).toMatchObject({ kind: 'permanent', reason: 'rejected' })
  })

  test('all are listed over pages, with text, variables, buttons and whether WhatsApp approved them', async () => {
    const own = await startTwilioServer()
    own.addTemplate({
      friendly_name: 'consent',
      language: 'pt_BR',
      variables: { '1': 'Mila' },
      types: {
        'twilio/quick-reply': {
          body: 'Hi {{1}}',
          actions: [
            { title: 'Yes', id: 'yes' },
            { title: 'No', id: 'no' },
          ],
        },
      },
      approval_requests: { status: 'approved', category: 'UTILITY' },
    })
    for (let index = 0; index < 150; index++)
      own.addTemplate({ friendly_name: `t${index}`, types: { 'twilio/text': { body: 'x' } } })
    const listed = await connect(own).listTemplates?.(soon())
    expect(listed).toHaveLength(151)
    expect(listed?.[0]).toEqual({
      id: expect.stringMatching(/^HX/),
      name: 'consent',
      locale: 'pt-BR',
      text: 'Hi {{1}}',
      variables: [{ name: '1', example: 'Mila' }],
      buttons: ['Yes', 'No'],
      approved: true,
    })
    expect(listed?.[1]).toMatchObject({ text: 'x', approved: false, buttons: [] })
    expect(own.requests.filter((request) => request.path === '/v1/ContentAndApprovals')).toHaveLength(2)
    expect(own.requests.flatMap((request) => spec?.request(request) ?? [])).toEqual([])
    await own.close()
  })
})

describe('what goes wrong', () => {
  const deliver = (connection = connect(server)) => failure(connection.deliver(outbound({ chatId: customer.address }), soon()))

  test('a customer who sent STOP is not written to, until START', async () => {
    customer.stop()
    expect(await deliver()).toMatchObject({ kind: 'permanent', reason: 'opted_out', maybeSent: false })
    customer.start()
    await connect(server).deliver(outbound({ chatId: customer.address }), soon())
    expect(sentTo(customer)).toHaveLength(1)
  })

  test.each([
    [
      '429',
      { type: 'status', status: 429, code: 20429, retryAfter: 9 },
      { kind: 'rate_limited', retryAfterMs: 9000, maybeSent: false },
    ],
    ['63016', { type: 'status', status: 400, code: 63016 }, { kind: 'permanent', reason: 'window_closed' }],
    ['500', { type: 'status', status: 500, code: 20500 }, { kind: 'retryable', maybeSent: false }],
    ['a gate', { type: 'status', status: 502 }, { kind: 'retryable', maybeSent: true }],
    ['a reset', { type: 'reset' }, { kind: 'retryable', reason: 'unreachable', maybeSent: true }],
    ['an answer that is lost', { type: 'drop' }, { kind: 'retryable', reason: 'unreachable', maybeSent: true }],
    ['an answer that is a page', { type: 'garbage' }, { kind: 'retryable', reason: 'unreachable', maybeSent: true }],
  ] as const)('%s', async (_name, scripted, expected) => {
    server.fail({ ...scripted, to: customer.address })
    expect(await deliver()).toMatchObject({ name: 'ChannelError', ...expected })
  })

  test('no answer at all ends at the deadline, and may have been sent', async () => {
    server.fail({ type: 'hang', to: customer.address })
    const sending = connect(server).deliver(outbound({ chatId: customer.address }), AbortSignal.timeout(300))
    expect(await failure(sending)).toMatchObject({ kind: 'retryable', reason: 'unreachable', maybeSent: true })
  })

  test('a port where nobody listens was certainly not reached', async () => {
    const gone = await startTwilioServer()
    await gone.close()
    expect(await deliver(connect(gone))).toMatchObject({ kind: 'retryable', reason: 'unreachable', maybeSent: false })
  })

  test('a wrong token or sender is said so, without the token', async () => {
    const wrongToken = await deliver(connect(server, { authToken: 'wrongtoken000000000000000000000' }))
    expect(wrongToken).toMatchObject({ kind: 'permanent', reason: 'bad_credentials' })
    expect(inspect(wrongToken, { depth: 10 })).not.toContain('wrongtoken')
    expect(await deliver(connect(server, { sender: 'whatsapp:+15005550009' }))).toMatchObject({ reason: 'no_permission' })
  })

  test('once a part is out, a failure is in doubt, so that nobody starts it over', async () => {
    let calls = 0
    const half = connect(server, {
      fetch: (url, init) => {
        calls += 1
        if (calls === 2) server.fail({ type: 'status', status: 400, code: 63003, to: customer.address })
        return egress(url, init)
      },
    })
    const sending = half.deliver(outbound({ chatId: customer.address, text: 'x'.repeat(3000) }), soon())
    expect(await failure(sending)).toMatchObject({ kind: 'permanent', reason: 'chat_not_found', maybeSent: true })
  })

  test('once a part is out, a rate limit is waited for', async () => {
    let calls = 0
    const patient = connect(server, {
      fetch: (url, init) => {
        calls += 1
        if (calls === 2) server.fail({ type: 'status', status: 429, code: 20429, retryAfter: 1, to: customer.address })
        return egress(url, init)
      },
    })
    const sent = await patient.deliver(outbound({ chatId: customer.address, text: 'x'.repeat(3000) }), soon())
    expect(sent.messageIds).toHaveLength(2)
    expect(calls).toBe(3)
  })
})

describe('messages per second', () => {
  test('spread the messages, and a long wait is left to the queue', async () => {
    const connection = connect(server, { messagesPerSecond: 20, now: () => new Date() })
    const from = performance.now()
    for (let index = 0; index < 5; index++) await connection.deliver(outbound({ chatId: customer.address }), soon())
    expect(performance.now() - from).toBeGreaterThanOrEqual(195)
    const slow = connect(server, { messagesPerSecond: 0.1, now: () => new Date() })
    await slow.deliver(outbound({ chatId: customer.address }), soon())
    expect(await failure(slow.deliver(outbound({ chatId: customer.address }), soon()))).toMatchObject({
      kind: 'rate_limited',
      maybeSent: false,
      retryAfterMs: expect.any(Number),
    })
    expect(sentTo(customer)).toHaveLength(6)
  })
})

describe('a file of a customer', () => {
  const bytes = new Uint8Array([1, 2, 3])
  const authorizationOf = (path: string) => server.requests.findLast((request) => request.path === path)?.authorization ?? null

  test('is fetched with credentials, and the answer does not tell the address', async () => {
    const ref = server.addMedia(bytes, { type: 'image/jpeg' }).slice(server.url.length)
    // Not the egress, which hides the address as well.
    const response = await connect(server, { fetch }).fetchFile(ref, soon())
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([1, 2, 3])
    expect(response.headers.get('content-type')).toBe('image/jpeg')
    expect(response.url).toBe('')
    expect(authorizationOf(ref)).toMatch(/^Basic /)
  })

  test('that is kept elsewhere is fetched from there without credentials', async () => {
    const store = await startTwilioServer()
    const seen: (string | null)[] = []
    const ref = server.addMedia(bytes, { redirectTo: `${store.url}/store` }).slice(server.url.length)
    const error = await failure(connect(server).fetchFile(ref, soon()))
    expect(error).toMatchObject({ reason: 'bad_credentials' })
    seen.push(...store.requests.map((request) => request.authorization))
    expect(seen).toEqual([null])
    await store.close()
  })

  test.each([
    ['https://media.example/a.jpg', false],
    ['http://api.twilio.com/a.jpg', false],
    ['https://api.twilio.com.evil.example/a', false],
    ['https://eviltwilio.com/a', false],
    ['https://mcs.us1.twilio.com/v1/a', true],
    ['/2010-04-01/Accounts/x', true],
  ])('credentials go to Twilio’s hosts only: %s', async (ref, expected) => {
    const seen: { url: string; credentials: boolean }[] = []
    const spy = connect(server, {
      fetch: async (url, init) => {
        seen.push({ url: String(url), credentials: new Headers(init?.headers).has('authorization') })
        return new Response('x')
      },
    })
    await spy.fetchFile(ref, soon())
    expect(seen).toEqual([{ url: ref.startsWith('/') ? `${server.url}${ref}` : ref, credentials: expected }])
  })

  test.each(['', 'ref', '//evil.example/a', '/\\evil.example/a', 'javascript:alert(1)', 'https://user:pass@api.twilio.com/a'])(
    'what is no reference is refused: %s',
    async (ref) => {
      const never = connect(server, { fetch: () => Promise.reject(new Error('nothing may be called')) })
      expect(await failure(never.fetchFile(ref, soon()))).toMatchObject({ kind: 'permanent', reason: 'rejected' })
    },
  )

  test('that is not there yet is asked for again later', async () => {
    const ref = `/2010-04-01/Accounts/${server.accountSid}/Messages/MM${'1'.repeat(32)}/Media/ME${'f'.repeat(32)}`
    expect(await failure(connect(server).fetchFile(ref, soon()))).toMatchObject({ kind: 'retryable', reason: 'unreachable' })
  })
})
