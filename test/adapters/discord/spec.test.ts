import { expect, test } from 'vitest'
import { startDiscordServer } from '../../support/discord-server.ts'
import { loadDiscordSpec, whyMissing } from '../../support/spec.ts'
import { fixturesOf } from '../contract.ts'
import { connect, outbound, soon } from './connect.ts'

const spec = loadDiscordSpec()
const named = (name: string) => (spec === null ? `${name} (${whyMissing('discord-openapi.json')})` : name)
// The description knows no forwards: its references are replies only.
const exempt = /^invented-|-partial$|^direct-forward$/
const messages = fixturesOf('discord')
  .filter((fixture) => !exempt.test(fixture.name))
  .map((fixture) => ({ name: fixture.name, packet: JSON.parse(fixture.body) }))
  .filter(({ packet }) => /^MESSAGE_(CREATE|UPDATE)$/.test(packet.t))

test.skipIf(spec === null).each(messages.map(({ name, packet }) => [name, packet.d]))(
  named('the fixture is a message as Discord specifies it: %s'),
  (_name, message) => {
    expect(spec?.schema('MessageResponse', message)).toEqual([])
  },
)

test.skipIf(spec === null)(named('the specification refuses what is wrong, or this suite would prove nothing'), () => {
  const create = ['POST', '/channels/{channel_id}/messages'] as const
  expect(spec?.request(...create, { content: 'x', nonce: 'x', enforce_nonce: true })).toEqual([])
  expect(spec?.request(...create, { content: 7 })).not.toEqual([])
  expect(spec?.request(...create, { content: 'x', surprise: true })).not.toEqual([])
  expect(spec?.request(...create, { content: 'x', nonce: 'x'.repeat(26) })).not.toEqual([])
  expect(spec?.request(...create, { content: 'x'.repeat(4001) })).not.toEqual([])
  const button = { type: 2, style: 99, label: 'x', custom_id: 'x' }
  expect(spec?.request(...create, { components: [{ type: 1, components: [button] }] })).not.toEqual([])
  expect(spec?.request('POST', '/no/such/path', {})).not.toEqual([])
  expect(spec?.schema('MessageResponse', { id: '1' })).not.toEqual([])
})

test.skipIf(spec === null)(
  named('every call of the server’s part is one that Discord specifies, and so are the answers'),
  async () => {
    const server = await startDiscordServer()
    const connection = connect(server, { place: 'support' })
    const person = server.person()
    const chatId = `${server.supportChannelId}:${person.user.id}`
    await connection.install?.(soon())
    await connection.deliver(outbound({ chatId }), soon())
    await connection.deliver(outbound({ chatId, audience: 'author', id: '01970000-0000-7000-8000-000000000002' }), soon())
    person.closeDirect()
    const buttons = [{ label: 'Yes', value: 'yes' }]
    await connection.deliver(outbound({ chatId: person.direct, buttons, id: '01970000-0000-7000-8000-000000000003' }), soon())
    await connection.uninstall?.(soon())
    expect(new Set(server.sent.map((call) => `${call.method} ${call.template}`)).size).toBeGreaterThan(4)
    for (const call of server.sent) {
      expect(spec?.request(call.method, call.template, call.body)).toEqual([])
      if (call.status !== 204) expect(spec?.answer(call.method, call.template, call.answer)).toEqual([])
    }
    await server.close()
  },
)
