// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest'
import { isFrame, isMessage, isPage, isSession } from '../../../web/widget/frame/guards.ts'
import { newClientId } from '../../../web/widget/frame/ids.ts'
import { backoffMs } from '../../../web/widget/frame/retry.ts'
import { createStorage } from '../../../web/widget/frame/storage.ts'
import { directionOf, textsFor } from '../../../web/widget/frame/texts.ts'
import { createTypingTeller } from '../../../web/widget/frame/typing.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  localStorage.clear()
})

test.each([
  ['the page’s language', ['de-AT', 'en'], 'de-AT', 'de'],
  ['the first that we speak', ['fr', 'de'], 'de', 'de'],
  ['English where we speak none', ['fr', 'tlh'], 'en', 'en'],
  ['what is no language at all', ['', 'no such tag', '*'], 'en', 'en'],
])('texts are in %s', (_name, wanted, locale, language) => {
  expect(textsFor(wanted)).toMatchObject({ locale, language, dir: 'ltr' })
})

test('sentences take their values and count', () => {
  expect(textsFor(['en']).t('header.assignee', { name: 'Ann' })).toBe('Ann is with you')
  expect(textsFor(['en']).t('composer.too-long', { count: 1 })).toBe('One character too many')
  expect(textsFor(['de']).t('composer.too-long', { count: 12 })).toBe('12 Zeichen zu viel')
})

test('languages written from the right are known', () => {
  expect(['ar', 'he', 'fa-IR', 'ur'].map(directionOf)).toEqual(['rtl', 'rtl', 'rtl', 'rtl'])
  expect(['en', 'de', 'arn'].map(directionOf)).toEqual(['ltr', 'ltr', 'ltr'])
})

test('pauses grow, differ, and stay under half a minute', () => {
  expect(backoffMs(0, 0)).toBe(250)
  expect(backoffMs(0, 1)).toBe(500)
  expect(backoffMs(3, 0.5)).toBe(3000)
  expect(backoffMs(50, 1)).toBe(30_000)
})

test('typing is told once in a while, and its end once', () => {
  vi.useFakeTimers({ now: 1_000_000 })
  const told: boolean[] = []
  const tell = createTypingTeller((on) => told.push(on))
  tell(false)
  tell(true)
  vi.advanceTimersByTime(1000)
  tell(true)
  vi.advanceTimersByTime(2500)
  tell(true)
  tell(false)
  tell(false)
  expect(told).toEqual([true, true, false])
})

test('storage keeps each widget’s own, and memory stands in where it is blocked or full', () => {
  createStorage('one').set('draft', 'hello')
  expect(createStorage('one').get('draft')).toBe('hello')
  expect(createStorage('two').get('draft')).toBeNull()
  createStorage('one').set('draft', null)
  expect(createStorage('one').get('draft')).toBeNull()
  vi.stubGlobal('localStorage', {
    setItem: () => {
      throw new DOMException('blocked', 'SecurityError')
    },
  })
  const blocked = createStorage('one')
  blocked.set('token', 'vs_1')
  expect(blocked.get('token')).toBe('vs_1')
  blocked.set('token', null)
  expect(blocked.get('token')).toBeNull()
})

test('client ids are long, and never the same', () => {
  const ids = Array.from({ length: 1000 }, newClientId)
  expect(new Set(ids).size).toBe(1000)
  expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true)
})

const state = {
  dialogue: 'none',
  consent: null,
  online: true,
  title: 'Shop',
  greeting: null,
  color: '#0e6a64',
  assignee: null,
  position: 0,
}
const message = {
  id: 'm',
  seq: 1,
  from: 'hub',
  name: null,
  text: '',
  files: [],
  buttons: [],
  at: 'now',
  edited: false,
  removed: false,
  clientId: null,
}

test('answers of the hub are looked at before they are drawn', () => {
  expect(isMessage(message)).toBe(true)
  expect(isMessage({ ...message, text: null })).toBe(false)
  expect(isMessage({ ...message, buttons: [{ label: 'x' }] })).toBe(false)
  expect(isSession({ token: 't', visitorId: 'v', state })).toBe(true)
  expect(isSession({ token: 't', visitorId: 'v', state: { ...state, consent: {} } })).toBe(false)
  expect(isPage({ items: [message], hasMore: false, state })).toBe(true)
  expect(isPage({ items: [{}], hasMore: false, state })).toBe(false)
  expect(isFrame({ type: 'hello', position: 1 })).toBe(true)
  expect(isFrame({ type: 'pong' })).toBe(true)
  expect(isFrame({ type: 'message', position: 1, message })).toBe(true)
  for (const wrong of [null, 'hello', {}, { type: 'constructor' }, { type: 'hello' }, { type: 'typing' }])
    expect(isFrame(wrong)).toBe(false)
})
