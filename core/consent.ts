import type { ConsentSettings, PolicyText } from './settings.ts'

/** One row of the ledger says what was answered. `requested` rows reproduce what was shown. */
export const consentActions = ['requested', 'agreed', 'declined', 'withdrawn'] as const
export type ConsentAction = (typeof consentActions)[number]

/** Values of the two buttons; the version makes a late press of an old request harmless. */
export const agreeValue = (version: number): string => `consent:${version}:agree`
export const declineValue = (version: number): string => `consent:${version}:decline`

export function parseConsentValue(value: string): { readonly version: number; readonly agreed: boolean } | null {
  const match = /^consent:(\d{1,9}):(agree|decline)$/.exec(value)
  return match ? { version: Number(match[1]), agreed: match[2] === 'agree' } : null
}

export type Gate = 'pass' | 'ask' | 'wait' | 'agree'

const requestAgainMs = 24 * 3_600_000

/**
 * What the gate does with a new or held dialogue. pass: open it. ask: send the request. wait: the answer is pending.
 * agree: continuing means agreeing (implicit mode, and the request was shown before the latest message).
 */
export function gate(state: {
  readonly settings: Pick<ConsentSettings, 'enabled' | 'mode'>
  readonly excluded: boolean
  readonly currentVersion: number | null
  readonly agreedVersion: number | null
  readonly requestedAt: Date | null
  readonly requestedVersion: number | null
  readonly lastCustomerAt: Date
  readonly now: Date
}): Gate {
  if (!state.settings.enabled || state.excluded) return 'pass'
  // Nothing to show is no reason to let anything through.
  if (state.currentVersion === null) return 'wait'
  if (state.agreedVersion === state.currentVersion) return 'pass'
  if (state.requestedAt === null || state.requestedVersion !== state.currentVersion) return 'ask'
  const wroteAfterwards = state.lastCustomerAt > state.requestedAt
  if (state.settings.mode === 'implicit' && wroteAfterwards) return 'agree'
  if (wroteAfterwards && state.now.getTime() - state.requestedAt.getTime() >= requestAgainMs) return 'ask'
  return 'wait'
}

/** The text in the contact's language, else its base language, else the account's, else the first there is. */
export function textFor(
  texts: ConsentSettings['texts'],
  locale: string | null,
  accountLocale: string,
): { readonly locale: string; readonly text: PolicyText } | null {
  const known = Object.entries(texts).map(([tag, text]) => ({ locale: tag, text }))
  const wanted = [locale, locale?.split('-')[0], accountLocale, accountLocale.split('-')[0]]
  for (const tag of wanted) {
    // Platforms write pt-br for pt-BR.
    const found = known.find((one) => one.locale.toLowerCase() === tag?.toLowerCase())
    if (found) return found
  }
  return known[0] ?? null
}

/** Exactly what the contact sees. With keywords where the channel has no buttons. */
export function renderRequest(text: PolicyText, withKeywords: boolean): string {
  const body = text.text.replaceAll('{policy_link}', () => text.url)
  return withKeywords ? `${body}\n\n${text.agree} / ${text.decline}` : body
}

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .trim()
    .toLocaleLowerCase('en')
    .replace(/[.!"'«»“”„‚‘’]+/g, '')
const yesWords = ['yes', 'i agree', 'agree', 'ok', 'ja', 'да', 'согласен', 'согласна', 'oui', 'sí', 'si']
const noWords = ['no', 'decline', 'i decline', 'nein', 'нет', 'non']

/** The answer in a message's text, where keywords count: the buttons' own labels in any language, and the usual words. */
export function parseKeyword(text: string, texts: ConsentSettings['texts']): 'agreed' | 'declined' | null {
  const said = plain(text)
  if (said === '') return null
  const policies = Object.values(texts)
  if (policies.some((policy) => plain(policy.agree) === said) || yesWords.includes(said)) return 'agreed'
  if (policies.some((policy) => plain(policy.decline) === said) || noWords.includes(said)) return 'declined'
  return null
}
