import { expect, test } from 'vitest'
import { de } from '../../../core/locales/de.ts'
import { en } from '../../../core/locales/en.ts'
import { createTranslate, type Sentence } from '../../../core/locales/translate.ts'

const texts = (sentence: Sentence): readonly string[] => (typeof sentence === 'string' ? [sentence] : Object.values(sentence))
const names = (sentence: Sentence): string =>
  [
    ...new Set(
      [
        ...texts(sentence)
          .join(' ')
          .matchAll(/\{(\w+)\}/g),
      ].map((match) => match[1]),
    ),
  ]
    .sort()
    .join()

test('a plural is chosen by the language, and numbers look as there', () => {
  const t = createTranslate({ open: { one: '{count} dialog', few: '{count} dialogy', other: '{count} dialogů' } } as const, 'cs')
  expect([t('open', { count: 1 }), t('open', { count: 3 }), t('open', { count: 5 })]).toEqual([
    '1 dialog',
    '3 dialogy',
    '5 dialogů',
  ])
  expect(createTranslate({ n: '{count}' } as const, 'de')('n', { count: 1234.5 })).toBe('1.234,5')
})

test('a value that looks like a placeholder is left as it is', () => {
  expect(createTranslate({ hint: '{mark} is replaced' } as const, 'en')('hint', { mark: '{policy_link}' })).toBe(
    '{policy_link} is replaced',
  )
})

test('the German catalogue has the keys of the English one, and each sentence its placeholders', () => {
  expect(Object.keys(de)).toEqual(expect.arrayContaining(Object.keys(en)))
  expect(Object.keys(de)).toHaveLength(Object.keys(en).length)
  const german = new Map<string, Sentence>(Object.entries(de))
  const wrong = Object.entries(en).filter(([key, sentence]) => names(sentence) !== names(german.get(key) ?? ''))
  expect(wrong.map(([key]) => key)).toEqual([])
})

test('no sentence is empty', () => {
  for (const catalogue of [en, de])
    expect(Object.entries(catalogue).filter(([, sentence]) => texts(sentence).some((text) => text.trim() === ''))).toEqual([])
})
