import { expect, test } from 'vitest'
import { frameAncestors, isAllowedSite } from '../../src/services/widget/allowed-sites.ts'
import { signTicket, verifyTicket } from '../../src/services/widget/ticket.ts'

const key = new Uint8Array(32).fill(7)
const ticket = { publicId: 'wgt_1', parentOrigin: 'https://fernhill.example' }
const now = new Date('2026-05-04T12:00:00Z')
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)

test('a ticket is good for half an hour', () => {
  const signed = signTicket(key, ticket, now)
  expect(verifyTicket(key, signed, later(29))).toEqual(ticket)
  expect(verifyTicket(key, signed, later(31))).toBeNull()
})

test('a ticket of another key, a changed or a cut one is none', () => {
  const signed = signTicket(key, ticket, now)
  expect(verifyTicket(new Uint8Array(32), signed, now)).toBeNull()
  for (let index = 0; index < signed.length - 1; index += 1) {
    const changed = `${signed.slice(0, index)}${signed[index] === 'A' ? 'B' : 'A'}${signed.slice(index + 1)}`
    expect(verifyTicket(key, changed, now)).toBeNull()
  }
  for (const cut of ['', '.', '..', signed.slice(0, -4), `${signed}.x`, signed.split('.')[0] ?? ''])
    expect(verifyTicket(key, cut, now)).toBeNull()
})

test.each([
  ['https://fernhill.example', ['fernhill.example'], true],
  ['http://fernhill.example', ['fernhill.example'], true],
  ['https://fernhill.example:8443', ['fernhill.example'], false],
  ['https://fernhill.example:8443', ['fernhill.example:8443'], true],
  ['https://fernhill.example', ['fernhill.example:443'], true],
  ['https://www.fernhill.example', ['*.fernhill.example'], true],
  ['https://a.b.fernhill.example', ['*.fernhill.example'], true],
  ['https://fernhill.example', ['*.fernhill.example'], false],
  ['https://evilfernhill.example', ['*.fernhill.example'], false],
  ['https://fernhill.example.evil.com', ['fernhill.example'], false],
  ['http://localhost:5173', ['localhost'], true],
  ['http://localhost:5173', ['localhost:8080'], false],
  ['https://anywhere.example', [], true],
  ['null', [], false],
  ['file://', [], false],
  ['https://fernhill.example/path', ['fernhill.example'], false],
  ['', [], false],
  ['javascript:alert(1)', [], false],
])('%s on a list of %j: %j', (origin, sites, allowed) => {
  expect(isAllowedSite(origin, sites)).toBe(allowed)
})

test('the browser is told the same list', () => {
  expect(frameAncestors([], ['http://hub.example'])).toBe('*')
  expect(frameAncestors(['fernhill.example', '*.fernhill.shop:8443', 'localhost'], ['https://hub.example'])).toBe(
    "'self' https://hub.example https://fernhill.example http://fernhill.example https://*.fernhill.shop:8443 http://*.fernhill.shop:8443 https://localhost:* http://localhost:*",
  )
})
