import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { OutboundMessage, SentHints } from '../../../core/channel.ts'
import { loadTwilioSpec } from '../../support/spec.ts'
import { startTwilioServer, type TwilioCustomer, type TwilioServer } from '../../support/twilio-server.ts'
import { connect, outbound, soon } from './connect.ts'

let server: TwilioServer
let customer: TwilioCustomer
const spec = loadTwilioSpec()

beforeAll(async () => {
  server = await startTwilioServer()
})
afterAll(async () => {
  expect(server.requests.flatMap((request) => spec?.request(request) ?? [])).toEqual([])
  await server.close()
})
beforeEach(() => {
  customer = server.customer()
})

const later = () => new Date(Date.now() + 60_000)
const connection = (options: Parameters<typeof connect>[1] = {}) => connect(server, { now: later, ...options })
const sids = () => server.sent.filter((message) => message.params['To'] === customer.address).map((message) => message.sid)
const message = (part: Partial<OutboundMessage & SentHints> = {}) => ({
  ...outbound({ chatId: customer.address }),
  attemptedAt: new Date(),
  notThese: [],
  ...part,
})
const find = (part: Partial<OutboundMessage & SentHints> = {}, using = connection()) => using.findSent?.(message(part), soon())
const lose = async (part: Partial<OutboundMessage> = {}, using = connection()) => {
  server.fail({ type: 'drop', to: customer.address })
  await expect(using.deliver(message(part), soon())).rejects.toMatchObject({ maybeSent: true })
}

describe('a message whose answer was lost', () => {
  test('is found by its text', async () => {
    await connection().deliver(outbound({ chatId: customer.address, text: 'something else' }), soon())
    await lose({ text: 'hello 🙂\nж ' })
    expect(await find({ text: 'hello 🙂\nж ' })).toEqual({ messageIds: [sids()[1]] })
  })

  test('is found although it quotes, and although it has a file', async () => {
    const { messageIds } = await connection().deliver(outbound({ chatId: customer.address, text: 'first' }), soon())
    await lose({ text: 'answer', replyTo: messageIds[0] ?? null })
    expect(await find({ text: 'answer', replyTo: messageIds[0] ?? null })).toEqual({ messageIds: [sids()[1]] })
    const file = { kind: 'image', name: 'a', mimeType: 'image/png', bytes: 1, publicUrl: 'https://hub.example/a' } as const
    const files = [{ ...file, open: () => Promise.reject(new Error('nobody reads it')) }]
    await lose({ text: 'answer', files })
    expect(await find({ text: 'answer', files, notThese: sids().slice(0, 2) })).toEqual({ messageIds: [sids()[2]] })
  })

  test('is found where a service sends', async () => {
    const using = connection({ sender: server.serviceSid })
    await lose({ text: 'by service' }, using)
    expect(await find({ text: 'by service' }, using)).toEqual({ messageIds: sids() })
  })

  test('is found with all its parts in order', async () => {
    const text = `${'a'.repeat(1600)} ${'b'.repeat(1600)}`
    await connection().deliver(message({ text }), soon())
    expect(await find({ text })).toEqual({ messageIds: sids() })
  })

  test('is not another one with the same words', async () => {
    await connection().deliver(outbound({ chatId: customer.address }), soon())
    const [first = ''] = sids()
    expect(await find({ notThese: [first] })).toBeNull()
    await lose()
    expect(await find({ notThese: [first] })).toEqual({ messageIds: [sids()[1]] })
  })

  test('is not one of another chat or sender', async () => {
    await connection().deliver(outbound({ chatId: server.customer().address }), soon())
    expect(await find()).toBeNull()
    await connection({ sender: server.serviceSid }).deliver(outbound({ chatId: customer.address }), soon())
    expect(await find()).toBeNull()
  })
})

test('a message that never arrived is certainly not there', async () => {
  server.fail({ type: 'reset', to: customer.address })
  await expect(connection().deliver(message(), soon())).rejects.toMatchObject({ maybeSent: true })
  expect(await find()).toBeNull()
})

test('one that Twilio could not deliver is told with the reason', async () => {
  await lose()
  await server.status(sids()[0] ?? '', 'undelivered', { errorCode: 63016 }).catch(() => undefined)
  await expect(find()).rejects.toMatchObject({ kind: 'permanent', reason: 'window_closed' })
})

const undecided: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['too early', async () => find({ attemptedAt: new Date(Date.now() + 50_000) })],
  [
    'half of it there',
    async () => {
      await connection().deliver(outbound({ chatId: customer.address, text: 'a'.repeat(1600) }), soon())
      await find({ text: `${'a'.repeat(1600)} ${'b'.repeat(1600)}` })
    },
  ],
  [
    'a template among other messages',
    async () => {
      await connection().deliver(outbound({ chatId: customer.address }), soon())
      await find({ template: { id: `HX${'1'.repeat(32)}`, variables: {} } })
    },
  ],
  [
    'no time of the attempt',
    async () => connection().findSent?.({ ...outbound({ chatId: customer.address }), notThese: [] }, soon()),
  ],
  [
    'no word on the other messages',
    async () => connection().findSent?.({ ...outbound({ chatId: customer.address }), attemptedAt: new Date() }, soon()),
  ],
  [
    'no answer',
    async () => {
      server.fail({ type: 'reset', path: /Messages\.json$/ })
      await find()
    },
  ],
]

test.each(undecided)('%s: it can’t be told, so it stays in doubt', async (_name, ask) => {
  await expect(ask()).rejects.toMatchObject({ name: 'ChannelError', kind: 'retryable' })
})

test('a template is certainly not there where nothing is', async () => {
  expect(await find({ template: { id: `HX${'1'.repeat(32)}`, variables: {} } })).toBeNull()
})
