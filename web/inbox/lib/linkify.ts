export type TextPart = Readonly<{ type: 'text' | 'link'; text: string; href: string }>

const pattern = /\b(?:https?:\/\/|mailto:|tel:)[^\s<>"']+|\b[\w.+-]+@[\w-]+\.[\w.-]*\w/gi

/** Plain text with the links in it marked. Only http, https, mailto and tel; punctuation at a link's end belongs to the sentence. */
export function linkify(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let at = 0
  for (const match of text.matchAll(pattern)) {
    const link = match[0].replace(/[.,;:!?)\]]+$/, '')
    if (match.index > at) parts.push({ type: 'text', text: text.slice(at, match.index), href: '' })
    parts.push({ type: 'link', text: link, href: /^[a-z]+:/i.test(link) ? link : `mailto:${link}` })
    at = match.index + link.length
  }
  if (at < text.length) parts.push({ type: 'text', text: text.slice(at), href: '' })
  return parts
}
