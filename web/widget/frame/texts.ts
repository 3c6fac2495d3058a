import { createTranslate, type Translate } from '../../../core/locales/translate.ts'
import { widgetDe } from '../../../core/locales/widget.de.ts'
import { type WidgetTexts, widgetEn } from '../../../core/locales/widget.en.ts'

const languages = new Map<string, WidgetTexts>([
  ['en', widgetEn],
  ['de', widgetDe],
])
const rightToLeft = /^(ar|arc|ckb|dv|fa|he|ks|ps|sd|ug|ur|yi)\b/

/** `locale` formats dates and numbers; `language` is that of the texts. */
export type Texts = Readonly<{ locale: string; language: string; dir: 'ltr' | 'rtl'; t: Translate<typeof widgetEn> }>

/** The first of the wanted tags that we speak, by its base language; else English. */
export function textsFor(wanted: readonly string[]): Texts {
  const locale = wanted.find((tag) => isTag(tag) && languages.has(baseOf(tag))) ?? 'en'
  const language = baseOf(locale)
  return {
    locale,
    language,
    dir: directionOf(language),
    t: createTranslate<typeof widgetEn>(languages.get(language) ?? widgetEn, locale),
  }
}

export const directionOf = (language: string): 'ltr' | 'rtl' => (rightToLeft.test(language) ? 'rtl' : 'ltr')

const baseOf = (tag: string): string => tag.toLowerCase().split('-')[0] ?? ''

/** Intl throws on what is not a tag, and a page may call its language anything. */
function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0
  } catch {
    return false
  }
}
