import type { VisitorMessage } from '../../../core/api/widget.ts'

/** The messages by seq, each once; a newer copy (edited, removed) replaces the older. */
export function mergeMessages(known: readonly VisitorMessage[], news: readonly VisitorMessage[]): readonly VisitorMessage[] {
  if (news.length === 0) return known
  const byId = new Map(known.map((message) => [message.id, message]))
  for (const message of news) byId.set(message.id, message)
  return [...byId.values()].sort((a, b) => a.seq - b.seq)
}

export const lastSeq = (messages: readonly VisitorMessage[]): number => messages.at(-1)?.seq ?? 0

/** What came from the other side after the last one that was seen. */
export function countUnread(messages: readonly VisitorMessage[], readSeq: number): number {
  return messages.filter((message) => message.seq > readSeq && message.from !== 'visitor' && !message.removed).length
}

export type Group = Readonly<{
  key: string
  from: VisitorMessage['from']
  name: string | null
  messages: readonly VisitorMessage[]
}>
export type Day = Readonly<{ key: string; at: Date; groups: readonly Group[] }>

const groupGapMs = 5 * 60_000

/** Days, and in them groups: messages of one author with no long pause between them. */
export function groupByDay(messages: readonly VisitorMessage[]): readonly Day[] {
  const days: {
    key: string
    at: Date
    groups: { key: string; from: Group['from']; name: string | null; messages: VisitorMessage[] }[]
  }[] = []
  let previousAt = 0
  for (const message of messages) {
    const at = new Date(message.at)
    const key = `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`
    if (days.at(-1)?.key !== key) days.push({ key, at, groups: [] })
    const groups = days.at(-1)?.groups ?? []
    const group = groups.at(-1)
    const isSame = group?.from === message.from && group.name === message.name && at.getTime() - previousAt < groupGapMs
    if (group && isSame) group.messages.push(message)
    else groups.push({ key: message.id, from: message.from, name: message.name, messages: [message] })
    previousAt = at.getTime()
  }
  return days
}

export type Run = Readonly<{ text: string; href: string | null }>

// Each is linear on any text: the first begins at what stands nowhere else, the second at the word's beginning only.
const webLink = /(?:https?:\/\/|mailto:)[^<>"'`]+/gi
const mailAddress = /^[("'<[]{0,3}([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)/g
const endOfSentence = /[.,;:!?)\]}»”’]{1,9}$/

/** Plain text and the links in it: http, https and mailto only. Drawn as nodes, never as markup. */
export function splitLinks(text: string): readonly Run[] {
  const runs: Run[] = []
  let from = 0
  for (const { 0: word, index } of text.matchAll(/\S+/g)) {
    for (const match of word.matchAll(/:\/\/|mailto:/i.test(word) ? webLink : mailAddress)) {
      const shown = (match[1] ?? match[0]).replace(endOfSentence, '')
      const href = match[1] === undefined ? shown : `mailto:${shown}`
      if (!URL.canParse(href)) continue
      const at = index + match.index + match[0].indexOf(shown)
      if (at > from) runs.push({ text: text.slice(from, at), href: null })
      runs.push({ text: shown, href })
      from = at + shown.length
    }
  }
  if (from < text.length) runs.push({ text: text.slice(from), href: null })
  return runs
}
