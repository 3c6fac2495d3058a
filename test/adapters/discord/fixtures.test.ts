import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { discord } from '../../../adapters/discord/index.ts'
import type { InboundEvent } from '../../../core/channel.ts'
import { fixturesOf } from '../contract.ts'
import { harness } from './harness.ts'

// What the conformance suite does with the bodies of webhooks is done here with the packets of the gateway.

const quiet = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined }
const connection = discord.open(harness.settings, {
  clock: { now: () => new Date('2026-06-02T10:00:00.000Z') },
  fetch: () => Promise.reject(new Error('nothing may be called here')),
  log: quiet,
  webhookUrl: null,
  apiRoot: null,
})
const parse = (body: string): readonly InboundEvent[] => connection.parse?.(body) ?? []
const fixtures = fixturesOf('discord')
const named = fixtures.map((fixture) => [fixture.name, fixture] as const)

test.each(named)('fixture %s', async (_name, fixture) => {
  await expect(`${JSON.stringify(parse(fixture.body), null, 2)}\n`).toMatchFileSnapshot(fixture.expectedFile)
})

test('every fixture has its expectation, and every expectation its fixture', () => {
  const folder = fileURLToPath(new URL('./fixtures/', import.meta.url))
  const expectations = readdirSync(folder).filter((name) => name.endsWith('.expected.json'))
  expect(expectations.toSorted()).toEqual(fixtures.map(({ name }) => `${name}.expected.json`).toSorted())
})

test('only what is the hub’s own, another bot’s, or nobody’s doing gives no event', () => {
  const silent = fixtures.filter((fixture) => parse(fixture.body).length === 0).map(({ name }) => name)
  expect(silent.toSorted()).toEqual([
    'other-bot',
    'other-typing',
    'own-message',
    'own-message-edited',
    'own-reaction',
    'update-link-unfolded',
    'update-partial',
    'webhook',
  ])
})

test.each(named)('the same packet twice gives the same eventId: %s', (_name, { body }) => {
  expect(parse(JSON.stringify(JSON.parse(body))).map((event) => event.eventId)).toEqual(parse(body).map((event) => event.eventId))
})

test('different packets give different eventIds', () => {
  const ids = fixtures.flatMap((fixture) => parse(fixture.body).map((event) => event.eventId))
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
})

test('ids fit their columns, times are times, and texts can be stored', () => {
  for (const { name, body } of fixtures) {
    for (const event of parse(body)) {
      expect(event.at.getTime(), name).toBeGreaterThan(0)
      expect(JSON.stringify(event), name).not.toMatch(/\\u0000|\\ud8/i)
      const files = event.type === 'message' ? event.content.files.map((file) => file.ref) : []
      const messageId = 'messageId' in event ? event.messageId : null
      for (const id of [event.eventId, event.chatId, messageId, ...files]) if (id !== null) expect(id, name).toMatch(/^.{1,256}$/)
    }
  }
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
})

describe('what is broken', () => {
  const wrong = [null, 0, -1, 1.5, 'x', true, [], {}, [[]], 9e15]
  const mutations = fixtures.flatMap(({ name, body }, index) => {
    const packet = JSON.parse(body)
    if (typeof packet.d !== 'object' || packet.d === null) return []
    return Object.keys(packet.d).map((key, position) => {
      const value = wrong[(index + position) % wrong.length]
      return [
        `${name}: ${key} = ${JSON.stringify(value)}`,
        JSON.stringify({ ...packet, d: { ...packet.d, [key]: value } }),
      ] as const
    })
  })

  test.each(mutations)('is never thrown at: %s', (_name, body) => {
    expect(Array.isArray(parse(body))).toBe(true)
  })

  test.each(['', 'null', '[]', '"text"', '17', '{}', '{"t":null}', '{"t":', '\u0000'])(
    'is invalid when it is no packet: %s',
    (body) => {
      expect(() => parse(body)).toThrow(expect.objectContaining({ name: 'HubError', code: 'invalid' }))
    },
  )
})
