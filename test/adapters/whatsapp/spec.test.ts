import { expect, test } from 'vitest'
import { loadTwilioSpec, whyMissing } from '../../support/spec.ts'
import { encodeForm, startTwilioServer, type TwilioServer } from '../../support/twilio-server.ts'
import { connect, outbound, soon } from './connect.ts'

const spec = loadTwilioSpec()
const named = (name: string) => (spec === null ? `${name} (${whyMissing('twilio-messages-openapi.json')})` : name)
const path = '/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json'
const good = { To: 'whatsapp:+491555', From: 'whatsapp:+1500', Body: 'x' }

test.skipIf(spec === null)(named('the specification refuses what is wrong, or this suite would prove nothing'), () => {
  const post = (params: Readonly<Record<string, string | readonly string[]>>, where = path) =>
    spec?.request({ method: 'POST', path: where, params })
  expect(post(good)).toEqual([])
  expect(post({ ...good, MediaUrl: 'https://hub.example/a' })).toEqual([])
  expect(post({ ...good, MediaUrl: ['https://hub.example/a', 'https://hub.example/b'] })).toEqual([])
  expect(post({ ...good, ContentSid: `HX${'0'.repeat(32)}`, ContentVariables: '{}' })).toEqual([])
  expect(post({ From: good.From, Body: 'x' })).not.toEqual([])
  expect(post({ ...good, Surprise: '1' })).not.toEqual([])
  expect(post({ ...good, ContentSid: 'HX1' })).not.toEqual([])
  expect(post({ ...good, StatusCallback: 'not an address' })).not.toEqual([])
  expect(post({ ...good, MessagingServiceSid: 'MG1' })).not.toEqual([])
  expect(post(good, path.replace('AC0', 'SK0'))).not.toEqual([])
  const list = (params: Readonly<Record<string, string>>) => spec?.request({ method: 'GET', path, params })
  expect(list({ To: good.To, PageSize: '200' })).toEqual([])
  expect(list({ To: good.To, PageSize: '2000' })).not.toEqual([])
  expect(list({ Limit: '1' })).not.toEqual([])
  expect(spec?.request({ method: 'GET', path: '/v1/ContentAndApprovals', params: { PageSize: '100' } })).toEqual([])
  expect(spec?.request({ method: 'GET', path: '/v1/ContentAndApprovals', params: { Limit: '1' } })).not.toEqual([])
  expect(spec?.request({ method: 'GET', path: '/v2/Channels/Senders', params: {} })).toBeNull()
  expect(spec?.answer({ method: 'POST', path, status: 201, body: { sid: 'SM1' } })).not.toEqual([])
})

test.skipIf(spec === null)(named('what the stand-in answers is as Twilio specifies it'), async () => {
  const server = await startTwilioServer()
  server.addTemplate({ friendly_name: 'one', types: { 'twilio/text': { body: 'x' } } })
  const connection = connect(server)
  const chatId = server.customer().address
  const { messageIds } = await connection.deliver(outbound({ chatId }), soon())
  await connection.deliver(outbound({ chatId, replyTo: messageIds[0] ?? null }), soon())
  const hints = { attemptedAt: new Date('2026-06-02T09:00:00.000Z'), notThese: [] }
  await connection.findSent?.({ ...outbound({ chatId, text: 'something else' }), ...hints }, soon())
  await connection.listTemplates?.(soon())
  expect(server.requests.map(({ method, path: where }) => `${method} ${where.split('/').at(-1)}`)).toEqual([
    'POST Messages.json',
    `GET ${messageIds[0]}.json`,
    'POST Messages.json',
    'GET Messages.json',
    'GET ContentAndApprovals',
  ])
  expect(problems(server)).toEqual([])
  await server.close()
})

function problems(server: TwilioServer) {
  return server.requests.flatMap((call) => {
    const status = typeof call.outcome === 'number' ? call.outcome : 0
    const found = spec?.answer({ ...call, status, body: call.answer })
    return found === null ? [`${call.path} is not specified`] : found
  })
}

test('a form is encoded as a form', () => {
  expect(encodeForm({ a: ['1', '2'], b: 'x y', c: '' })).toBe('a=1&a=2&b=x+y&c=')
})
