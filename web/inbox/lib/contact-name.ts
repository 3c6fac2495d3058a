import type { Contact } from '../../../core/api/shapes.ts'
import { t } from './t.ts'

/** Someone without a name is a visitor with a short mark, so that two of them can be told apart. */
export function contactName(contact: Contact): string {
  return contact.name ?? contact.username ?? t('contact.visitor', { mark: contact.id.slice(-4) })
}

/** One or two letters for an avatar. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) =>
    word === undefined ? '' : ([...word][0] ?? ''),
  )
  return letters.join('').toLocaleUpperCase()
}
