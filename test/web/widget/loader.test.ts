// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { createEvents } from '../../../web/widget/loader/events.ts'
import { applyOptions, type Options } from '../../../web/widget/loader/options.ts'
import { readEnvelope } from '../../../web/widget/shared/envelope.ts'

const options = (): Options => ({
  locale: '',
  theme: 'auto',
  side: 'right',
  offset: [20, 20],
  zIndex: 1,
  label: '',
  hideLauncher: false,
  customLauncher: '',
  prefill: '',
})

test.each<[string, Record<string, unknown>, Partial<Options>]>([
  ['a language', { locale: 'de' }, { locale: 'de' }],
  ['a side by its name', { position: 'left' }, { side: 'left' }],
  ['a place', { side: 'left', offset: 40 }, { side: 'left', offset: [40, 40] }],
  ['an offset of a tag', { offset: '10,80' }, { offset: [10, 80] }],
  ['an offset of a script', { offset: [10, 80] }, { offset: [10, 80] }],
  ['a tag without a value', { hideLauncher: '' }, { hideLauncher: true }],
  ['a tag that says no', { hideLauncher: 'false' }, { hideLauncher: false }],
  ['a layer', { zIndex: '99' }, { zIndex: 99 }],
  ['a side that is none', { position: 'top' }, {}],
  ['an offset that is none', { offset: 'far' }, {}],
  ['a negative offset', { offset: -5 }, {}],
  ['what is no text', { locale: 7, label: {}, prefill: [] }, {}],
  [
    'what is not a page’s to say',
    { allowedSites: ['*'], consent: false, origin: 'https://evil.example', publicId: 'x', widget: 'x' },
    {},
  ],
])('a page may set what it may: %s', (_name, given, changed) => {
  const result = options()
  applyOptions(result, given)
  expect(result).toEqual({ ...options(), ...changed })
})

test('nothing given changes nothing', () => {
  const result = options()
  applyOptions(result, null)
  applyOptions(result, undefined)
  expect(result).toEqual(options())
})

test('events reach listeners and the document; once is once, off is off', () => {
  const events = createEvents()
  const heard: unknown[] = []
  const listener = (detail: unknown) => heard.push(['listener', detail])
  document.addEventListener('hubbub:unread', (event) => heard.push(['document', event instanceof CustomEvent && event.detail]))
  events.on('unread', listener)
  events.on('unread', (detail) => heard.push(['once', detail]), true)
  const off = events.on('unread', (detail) => heard.push(['other', detail]))
  events.emit('unread', 1)
  expect(heard).toEqual([
    ['document', 1],
    ['listener', 1],
    ['once', 1],
    ['other', 1],
  ])
  heard.length = 0
  off()
  events.emit('unread', 2)
  expect(heard).toEqual([
    ['document', 2],
    ['listener', 2],
  ])
  heard.length = 0
  events.off('unread', listener)
  events.emit('unread', 3)
  expect(heard).toEqual([['document', 3]])
})

test('an envelope counts only from its window at its origin', () => {
  const from = { window, origin: 'https://hub.example' }
  const data = { hubbub: 1, type: 'close', data: {} }
  const event = (more: object) => toEvent({ origin: from.origin, source: window, data, ...more })
  expect(readEnvelope(event({}), from)).toEqual(data)
  expect(readEnvelope(event({ origin: 'https://evil.example' }), from)).toBeNull()
  expect(readEnvelope(event({ origin: 'null' }), from)).toBeNull()
  expect(readEnvelope(event({ source: null }), from)).toBeNull()
  expect(readEnvelope(event({ source: {} }), from)).toBeNull()
  for (const wrong of [null, 'close', { type: 'close', data: {} }, { hubbub: 2, type: 'close', data: {} }]) {
    expect(readEnvelope(event({ data: wrong }), from)).toBeNull()
  }
})

/** A real event can't be made with a foreign source: these are the three fields that are looked at. */
function toEvent(fields: Pick<MessageEvent, 'origin' | 'source' | 'data'>): MessageEvent {
  return fields as MessageEvent
}
