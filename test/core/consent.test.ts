import { describe, expect, test } from 'vitest'
import { agreeValue, declineValue, gate, parseConsentValue, parseKeyword, renderRequest, textFor } from '../../core/consent.ts'

const now = new Date('2026-03-10T12:00:00Z')
const hours = (count: number) => new Date(now.getTime() - count * 3_600_000)
const on = { enabled: true, mode: 'explicit' } as const
const state = {
  settings: on,
  excluded: false,
  currentVersion: 2,
  agreedVersion: null,
  requestedAt: null,
  requestedVersion: null,
  lastCustomerAt: hours(1),
  now,
}
const asked = { ...state, requestedAt: hours(2), requestedVersion: 2 }
const implicit = { ...on, mode: 'implicit' } as const

describe('the gate', () => {
  test.each([
    ['lets everything through while it is off', { ...state, settings: { ...on, enabled: false } }, 'pass'],
    ['lets an excluded channel through', { ...state, excluded: true }, 'pass'],
    ['lets through who agreed to this version', { ...state, agreedVersion: 2 }, 'pass'],
    ['asks who never agreed', state, 'ask'],
    ['asks again who agreed to an older version', { ...state, agreedVersion: 1 }, 'ask'],
    ['asks again when the request was for an older version', { ...asked, requestedVersion: 1 }, 'ask'],
    ['waits after the request', { ...asked, lastCustomerAt: hours(3) }, 'wait'],
    ['waits for an answer, whatever else is written', asked, 'wait'],
    ['repeats no request within 24 hours', { ...asked, requestedAt: hours(23.99) }, 'wait'],
    ['repeats it after 24 hours when the customer wrote again', { ...asked, requestedAt: hours(24) }, 'ask'],
    ['repeats none for a customer who is silent', { ...asked, requestedAt: hours(48), lastCustomerAt: hours(49) }, 'wait'],
    ['takes going on for agreement in the implicit mode', { ...asked, settings: implicit }, 'agree'],
    ['shows the request first in the implicit mode, too', { ...state, settings: implicit }, 'ask'],
    ['takes silence for nothing in the implicit mode', { ...asked, settings: implicit, lastCustomerAt: hours(3) }, 'wait'],
    ['holds when it is on and no text is there to show', { ...state, currentVersion: null }, 'wait'],
  ] as const)('%s', (_name, given, expected) => {
    expect(gate(given)).toBe(expected)
  })
})

test.each([
  [agreeValue(7), { version: 7, agreed: true }],
  [declineValue(12), { version: 12, agreed: false }],
  ['consent:7:maybe', null],
  ['consent::agree', null],
  ['consent:7:agree ', null],
  ['consent:1234567890:agree', null],
  ['order:7:agree', null],
])('the value %j of a button is read as %j', (value, expected) => {
  expect(parseConsentValue(value)).toEqual(expected)
})

const policy = (agree: string) => ({
  text: 'Read {policy_link}, all of {policy_link}',
  url: 'https://x.example/p',
  agree,
  decline: 'Nie',
})
const texts = { en: policy('Go on'), 'pt-BR': policy('Concordo'), de: policy('Einverstanden') }

test.each([
  ['the contact’s own language', 'pt-BR', 'en', 'pt-BR'],
  ['it, however the platform writes its name', 'pt-br', 'en', 'pt-BR'],
  ['its base language', 'de-AT', 'en', 'de'],
  ['the account’s', 'ja', 'de', 'de'],
  ['the base of the account’s', null, 'de-CH', 'de'],
  ['the first there is', 'ja', 'ko', 'en'],
])('the text is shown in %s', (_name, locale, accountLocale, expected) => {
  expect(textFor(texts, locale, accountLocale)?.locale).toBe(expected)
})

test('no text is found where there is none', () => {
  expect(textFor({}, 'en', 'en')).toBeNull()
})

test('a language of a contact that is the name of an object’s own property finds no text', () => {
  expect(textFor(texts, 'constructor', 'de')?.locale).toBe('de')
})

test('the link stands wherever the text asks for it, and the keywords where there are no buttons', () => {
  expect(renderRequest(policy('Yes'), false)).toBe('Read https://x.example/p, all of https://x.example/p')
  expect(renderRequest(policy('Yes'), true)).toMatch(/\n\nYes \/ Nie$/)
})

test('a link with signs that mean something to a replacement is shown as it is', () => {
  expect(renderRequest({ ...policy('Yes'), url: 'https://x.example/$&?a=$1' }, false)).toContain(
    'Read https://x.example/$&?a=$1,',
  )
})

test.each([
  ['Yes', 'agreed'],
  [' I AGREE. ', 'agreed'],
  ['„Einverstanden“', 'agreed'],
  ['einverstanden!', 'agreed'],
  ['Concordo', 'agreed'],
  ['Да', 'agreed'],
  ['no', 'declined'],
  ['Nie.', 'declined'],
  ['I agree that the bread was stale', null],
  ['no idea', null],
  ['', null],
  ['...', null],
])('%j counts as %j', (text, expected) => {
  expect(parseKeyword(text, texts)).toBe(expected)
})
