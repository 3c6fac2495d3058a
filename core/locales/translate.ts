/** A sentence that counts: one form per plural category of its language. `{count}` is the number that decides. */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>
export type Sentence = string | Plural
export type Catalogue = Readonly<Record<string, Sentence>>

/** The same sentences in another language: a missing key, or a plural that became plain, does not compile. */
export type Translation<C extends Catalogue> = { readonly [K in keyof C]: C[K] extends string ? string : Plural }

type Names<S> = S extends `${string}{${infer N}}${infer Rest}` ? N | Names<Rest> : never
type NamesOf<S> = S extends string ? Names<S> : S extends { readonly other: infer O } ? Names<O> | 'count' : never
type Values<S> = [NamesOf<S>] extends [never] ? [] : [values: { readonly [N in NamesOf<S>]: string | number }]

/** Values are asked for by the names that stand in braces in the source language. */
export type Translate<C extends Catalogue> = <K extends keyof C & string>(key: K, ...values: Values<C[K]>) => string

/** `catalogue` may be the source or a translation of it; `locale` is a BCP 47 tag that decides plurals and the look of numbers. */
export function createTranslate<C extends Catalogue>(catalogue: C | Translation<C>, locale: string): Translate<C> {
  const plurals = new Intl.PluralRules(locale)
  const numbers = new Intl.NumberFormat(locale)
  return (key, ...[values]) => {
    const sentence: Sentence | undefined = catalogue[key]
    if (sentence === undefined) return key
    return fill(choose(sentence, values, plurals), values, numbers)
  }
}

type Given = Readonly<Record<string, string | number>> | undefined

function choose(sentence: Sentence, values: Given, plurals: Intl.PluralRules): string {
  if (typeof sentence === 'string') return sentence
  const count = Number(values?.['count'] ?? 0)
  return sentence[plurals.select(count)] ?? sentence.other
}

function fill(text: string, values: Given, numbers: Intl.NumberFormat): string {
  if (values === undefined) return text
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? numbers.format(value) : value
  })
}
