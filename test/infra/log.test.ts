import { expect, test } from 'vitest'
import { describeError } from '../../src/infra/log.ts'
import { keptLog } from '../support/kept-log.ts'

test.each([
  'secret',
  'secrets',
  'token',
  'botToken',
  'authToken',
  'password',
  'apiKey',
  'authorization',
  'cookie',
  'text',
  'payload',
  'email',
  'phone',
])('a field %s is blanked, down to the third level', (field) => {
  const { log, lines } = keptLog()
  log.debug({ [field]: 'planted', one: { [field]: 'planted', two: { [field]: 'planted' } } }, 'x')
  expect(lines.join()).not.toContain('planted')
  expect(lines).toHaveLength(1)
})

test('of an error nothing is said that a library may have put into it: neither message nor address, at any depth', () => {
  const { log, lines } = keptLog()
  const cause = Object.assign(new Error('planted cause https://api.telegram.org/bot1:planted'), { url: 'planted' })
  const error = Object.assign(new TypeError('planted message', { cause }), { code: 'ECONNRESET', payload: { text: 'planted' } })
  log.error({ error }, 'it failed')
  log.error({ err: error }, 'it failed')
  expect(lines.join()).not.toContain('planted')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ error: { type: 'TypeError', code: 'ECONNRESET', cause: { type: 'Error' } } })
})

test('an error whose message runs over several lines says nothing of it either', () => {
  const described = describeError(new Error('first\n    at planted (line)\nplanted'))
  expect(JSON.stringify(described)).not.toContain('planted')
})

test('a line can’t be forged by what somebody calls themselves', () => {
  const { log, lines } = keptLog()
  log.info({ name: 'Eve\n{"level":60,"msg":"forged"}\u001b[31m' }, 'x')
  expect(lines).toHaveLength(1)
  expect(lines[0]?.trimEnd().split('\n')).toHaveLength(1)
  expect(lines[0]).not.toContain('\u001b')
})
