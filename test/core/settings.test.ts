import { expect, test } from 'vitest'
import { defaultSettings, type SettingsGroup, settingsSchemas } from '../../core/settings.ts'

const text = { text: 'See {policy_link}', url: 'https://x.example/p', agree: 'Yes', decline: 'No' }
const consent = { ...defaultSettings.consent, texts: { en: text } }
const { distribution } = defaultSettings
const close = defaultSettings['auto-close']
const id = '0190a0b0-0000-7000-8000-000000000001'

test.each(Object.keys(settingsSchemas) as SettingsGroup[])('the defaults of %s are allowed', (group) => {
  expect(settingsSchemas[group].parse(defaultSettings[group])).toEqual(defaultSettings[group])
})

test.each([
  ['consent', 'an unknown key', { ...consent, admin: true }],
  ['consent', 'a text without its link', { ...consent, texts: { en: { ...text, text: 'Trust us' } } }],
  ['consent', 'a link that is none', { ...consent, texts: { en: { ...text, url: 'javascript:alert(1)' } } }],
  ['consent', 'a language that is none', { ...consent, texts: { English: text } }],
  ['consent', 'an empty button', { ...consent, texts: { en: { ...text, agree: '' } } }],
  ['consent', 'a time of purge of 0 days', { ...consent, purgeAfterDays: 0 }],
  ['consent', 'a channel that is no id', { ...consent, excludedChannelIds: ['all'] }],
  ['distribution', 'an unknown method', { ...distribution, mode: 'random' }],
  ['distribution', 'a fixed manager without the manager', { ...distribution, mode: 'fixed' }],
  ['distribution', 'no room for anyone', { ...distribution, capacity: 0 }],
  ['distribution', 'half a dialogue', { ...distribution, capacity: 1.5 }],
  ['auto-close', 'an idle time under a minute', { ...close, idleSeconds: 59 }],
  ['auto-close', 'a negative reopening time', { ...close, reopenSeconds: -1 }],
  ['auto-close', 'a text for a number', { ...close, idleSeconds: '3600' }],
] as const)('%s refuses %s', (group, _name, value) => {
  expect(settingsSchemas[group].safeParse(value).success).toBe(false)
})

test.each([
  ['consent', { ...consent, enabled: true, texts: { en: text, 'pt-BR': text } }],
  ['distribution', { ...distribution, mode: 'fixed', managerId: id }],
  ['auto-close', { ...close, idleSeconds: null, reopenSeconds: 0 }],
] as const)('%s allows what a person chooses (%#)', (group, value) => {
  expect(settingsSchemas[group].parse(value)).toEqual(value)
})
