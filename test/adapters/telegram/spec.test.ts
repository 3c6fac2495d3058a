import { expect, test } from 'vitest'
import { z } from 'zod'
import { loadTelegramSpec, whyMissing } from '../../support/spec.ts'
import { startTelegramServer } from '../../support/telegram-server.ts'
import { fixturesOf } from '../contract.ts'

const sentAnswer = z.object({ result: z.object({ message_id: z.int() }) })
const spec = loadTelegramSpec()
const named = (name: string) => (spec === null ? `${name} (${whyMissing('telegram-bot-api.json')})` : name)
const real = fixturesOf('telegram').filter((fixture) => !fixture.name.startsWith('invented-'))

test.skipIf(spec === null).each(real.map((fixture) => [fixture.name, fixture.body]))(
  named('the fixture is an update as Telegram specifies it: %s'),
  (_name, body) => {
    expect(spec?.type('Update', JSON.parse(body))).toEqual([])
  },
)

test.skipIf(spec === null)(named('the specification refuses what is wrong, or this suite would prove nothing'), () => {
  const update = { update_id: 1, message: { message_id: 1, date: 1, chat: { id: 1, type: 'private' }, text: 'x' } }
  expect(spec?.type('Update', update)).toEqual([])
  expect(spec?.type('Update', { ...update, message: { ...update.message, message_id: undefined } })).not.toEqual([])
  expect(spec?.type('Update', { ...update, message: { ...update.message, chat: { id: '1', type: 'private' } } })).not.toEqual([])
  expect(spec?.type('Update', { ...update, message: { ...update.message, surprise: true } })).not.toEqual([])
  expect(spec?.method('sendMessage', { chat_id: 1, text: 'x', reply_parameters: { message_id: 1 } })).toEqual([])
  expect(spec?.method('sendMessage', { chat_id: 1, text: 'x', reply_to_message_id: 1 })).not.toEqual([])
  expect(spec?.method('sendMessage', { chat_id: 1 })).not.toEqual([])
  expect(spec?.type('RichText', ['a', 'b'])).toEqual([])
  expect(spec?.type('RichText', 7)).not.toEqual([])
  expect(spec?.type('NoSuchType', {})).not.toEqual([])
})

test.skipIf(spec === null)(named('what the stand-in sends is an update as Telegram specifies it'), async () => {
  const server = await startTelegramServer()
  const person = server.user({ lastName: 'Example', username: 'someone_example' })
  const first = person.text('/start abc')
  await server.sendUpdate(first)
  const sent = await fetch(`${server.url}/bot${server.token}/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      chat_id: person.id,
      text: 'choose',
      reply_markup: { inline_keyboard: [[{ text: 'Yes', callback_data: 'yes' }]] },
    }),
  })
  const { result } = sentAnswer.parse(await sent.json())
  const bytes = new Uint8Array([1])
  const updates = [
    first,
    person.text('an answer', { replyTo: result.message_id }),
    person.photo({ caption: 'look' }),
    person.photo(),
    person.document({ name: 'a.pdf', mimeType: 'application/pdf', bytes }),
    person.voice(),
    person.edit(first.message.message_id, 'changed'),
    person.press(result.message_id, 'yes'),
    person.block(),
    person.unblock(),
  ]
  for (const update of updates) {
    const { update: numbered } = await server.sendUpdate(update)
    expect(spec?.type('Update', numbered)).toEqual([])
  }
  await server.close()
})
