import { en } from '../../../core/locales/en.ts'
import { createTranslate, type Translate } from '../../../core/locales/translate.ts'
import { readStored, writeStored } from './storage.ts'

export const languages = [
  { tag: 'en', name: 'English' },
  { tag: 'de', name: 'Deutsch' },
] as const
export type LanguageTag = (typeof languages)[number]['tag']

const storageKey = 'hubbub.language'
let translate: Translate<typeof en> = createTranslate(en, 'en')
let locale: LanguageTag = 'en'

/** A sentence of the catalogue in the person's language. */
export const t: Translate<typeof en> = (key, ...values) => translate(key, ...values)

export const currentLanguage = (): LanguageTag => locale

/** Dates and numbers follow the browser's region when it speaks the chosen language (en-GB stays en-GB). */
export const currentLocale = (): string => navigator.languages.find((tag) => tag.split('-')[0] === locale) ?? locale

/** Must have resolved before the first render; a later change of language loads the page again. */
export async function loadLanguage(): Promise<void> {
  const wanted = [readStored(storageKey), ...navigator.languages].map((tag) => tag?.split('-')[0])
  locale = languages.find(({ tag }) => tag === wanted.find((want) => languages.some((known) => known.tag === want)))?.tag ?? 'en'
  document.documentElement.lang = locale
  if (locale === 'de') {
    const { de } = await import('../../../core/locales/de.ts')
    translate = createTranslate<typeof en>(de, 'de')
  }
}

export function changeLanguage(tag: LanguageTag): void {
  writeStored(storageKey, tag)
  location.reload()
}
