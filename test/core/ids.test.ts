import { expect, test } from 'vitest'
import { newId, newToken } from '../../core/ids.ts'

test('ids are uuids of version 7 that hold the time', () => {
  const before = Date.now()
  const id = newId()
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  const ms = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
  expect(ms).toBeGreaterThanOrEqual(before)
  // A burst runs ahead of the clock by milliseconds, no more.
  expect(ms).toBeLessThan(Date.now() + 1000)
})

test('ids of one process ascend, however fast they are made, and none comes twice', () => {
  const ids = Array.from({ length: 200_000 }, newId)
  for (let index = 1; index < ids.length; index += 1)
    if ((ids[index] ?? '') <= (ids[index - 1] ?? '')) throw new Error(`${index}: not above`)
  expect(new Set(ids).size).toBe(ids.length)
})

test('tokens have over 128 bits, their prefix and no sign that a URL must escape', () => {
  const tokens = Array.from({ length: 1000 }, () => newToken('wgt_'))
  for (const token of tokens) expect(token).toMatch(/^wgt_[0-9A-Za-z]{22}$/)
  expect(new Set(tokens).size).toBe(1000)
})

test('no letter of a token is likelier than another', () => {
  const counts = new Map<string, number>()
  for (let index = 0; index < 4000; index += 1) for (const letter of newToken()) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  const expected = (4000 * 22) / 62
  expect(counts.size).toBe(62)
  // Six standard deviations.
  for (const [letter, count] of counts) expect(Math.abs(count - expected), letter).toBeLessThan(6 * Math.sqrt(expected))
})
