import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DiscordServer, startDiscordServer } from '../../support/discord-server.ts'

// The stand-in is as strict as the real service in what the hub relies on; a lenient one would prove nothing.

let server: DiscordServer
beforeAll(async () => {
  server = await startDiscordServer()
})
afterAll(() => server.close())

async function call(method: string, path: string, body?: object, token = server.token) {
  const response = await fetch(`${server.url}/v10${path}`, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bot ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

test.each([
  ['2,001 characters', { content: 'x'.repeat(2001) }, 50035],
  ['nothing', {}, 50006],
  ['a quote of nothing', { content: 'x', message_reference: { message_id: '9' } }, 50035],
  [
    'six buttons in a row',
    { content: 'x', components: [{ type: 1, components: Array.from({ length: 6 }, (_, n) => ({ custom_id: `${n}` })) }] },
    50035,
  ],
  [
    'two buttons of the same id',
    { content: 'x', components: [{ type: 1, components: [{ custom_id: 'a' }, { custom_id: 'a' }] }] },
    50035,
  ],
])('a message of %s is refused', async (_name, body, code) => {
  expect(await call('POST', `/channels/${server.person().direct}/messages`, body)).toMatchObject({ status: 400, body: { code } })
})

test('the same nonce gives the same message only when it is enforced', async () => {
  const path = `/channels/${server.person().direct}/messages`
  const send = async (enforce_nonce: boolean) => (await call('POST', path, { content: 'x', nonce: 'n', enforce_nonce })).body.id
  const first = await send(true)
  expect(await send(true)).toBe(first)
  expect(await send(false)).not.toBe(first)
})

test('a wrong token is 401, an unknown path 404, an unknown channel 10003, closed direct messages 50007', async () => {
  const person = server.person()
  expect(await call('GET', '/users/@me', undefined, 'x')).toMatchObject({ status: 401 })
  expect(await call('GET', '/teleport')).toMatchObject({ status: 404 })
  expect(await call('GET', '/channels/7')).toMatchObject({ status: 404, body: { code: 10003 } })
  person.closeDirect()
  expect(await call('POST', `/channels/${person.direct}/messages`, { content: 'x' })).toMatchObject({
    status: 403,
    body: { code: 50007 },
  })
})

test('messages after one come newest first, the next ones and no others', async () => {
  const person = server.person()
  const said = Array.from({ length: 5 }, (_, n) => person.say(`${n}`))
  const { body } = await call('GET', `/channels/${person.direct}/messages?after=${said[0]?.id}&limit=2`)
  expect(body.map((message: { content: string }) => message.content)).toEqual(['2', '1'])
})

test('an interaction is answered once', async () => {
  const person = server.person()
  const id = person.command('x')
  const path = `/interactions/${id}/aW50ZXJhY3Rpb246${id}/callback`
  expect((await call('POST', path, { type: 6 })).status).toBe(204)
  expect(await call('POST', path, { type: 6 })).toMatchObject({ body: { code: 40060 } })
  expect(await call('POST', `/interactions/7/x/callback`, { type: 6 })).toMatchObject({ body: { code: 10062 } })
})
