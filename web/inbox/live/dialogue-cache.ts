import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { Answer } from '../../../core/api/index.ts'
import type { Dialogue, Message } from '../../../core/api/shapes.ts'
import { dialogueKey, dialoguesKey, dialoguesQuery } from '../queries/dialogues.ts'
import { searchKey } from '../queries/search.ts'
import { belongsTo, type ListFilter } from '../queries/views.ts'

type Page = Answer<'GET /dialogues'>
type Pages = InfiniteData<Page, string | null>

/** The dialogue as any cached query has it. */
export function cachedDialogue(client: QueryClient, id: string): Dialogue | undefined {
  const single = client.getQueryData<Dialogue>(dialogueKey(id))
  if (single !== undefined) return single
  for (const [, pages] of client.getQueriesData<Pages>({ queryKey: dialoguesKey })) {
    const found = pages?.pages.flatMap((page) => page.items).find((dialogue) => dialogue.id === id)
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * What is known of a dialogue after the stream told of it. An older copy (lower seq) is left; what was just read here stays read, though
 * the hub had not heard of it when it spoke.
 */
export function mergeDialogue(known: Dialogue | undefined, told: Dialogue): Dialogue {
  if (known === undefined) return told
  if (told.lastSeq < known.lastSeq) return known
  if (told.readSeq >= known.readSeq) return told
  const isRead = told.lastInboundSeq <= known.readSeq
  return { ...told, readSeq: known.readSeq, unread: isRead ? 0 : Math.max(1, known.unread) }
}

/** What your own answer changes in its dialogue's row, before the stream tells of it. */
export function withOwnMessage(dialogue: Dialogue, message: Message): Dialogue {
  if (message.seq <= dialogue.lastSeq) return dialogue
  return {
    ...dialogue,
    lastSeq: message.seq,
    lastMessageAt: message.createdAt,
    snippet: { text: message.text, direction: message.direction, fileCount: message.files.length },
    waitingSince: message.direction === 'out' ? null : dialogue.waitingSince,
  }
}

/** Puts a dialogue where it belongs in every cached list, and into its own entry. */
export function putDialogue(client: QueryClient, dialogue: Dialogue, managerId: string | null): void {
  if (client.getQueryData(dialogueKey(dialogue.id)) !== undefined) client.setQueryData(dialogueKey(dialogue.id), dialogue)
  for (const query of client.getQueryCache().findAll({ queryKey: dialoguesKey })) {
    const filter = filterOf(query.queryKey)
    if (filter === null) continue
    const key = dialoguesQuery(filter).queryKey
    client.setQueryData<Pages>(key, (pages) => pages && placed(pages, dialogue, belongsTo(filter, dialogue, managerId)))
  }
  for (const query of client.getQueryCache().findAll({ queryKey: searchKey })) {
    client.setQueryData<Pages>(query.queryKey, (pages) => pages && replaced(pages, dialogue))
  }
}

export function removeDialogue(client: QueryClient, id: string): void {
  for (const key of [dialoguesKey, searchKey]) {
    client.setQueriesData<Pages>({ queryKey: key }, (pages) => pages && without(pages, id))
  }
}

/** The filter is the last part of a list's key; the key was made by `dialoguesQuery`. */
function filterOf(key: readonly unknown[]): ListFilter | null {
  return (key[1] as ListFilter | undefined) ?? null
}

function placed(pages: Pages, dialogue: Dialogue, belongs: boolean): Pages {
  const current = pages.pages.flatMap((page) => page.items).find((item) => item.id === dialogue.id)
  if (!belongs) return current === undefined ? pages : without(pages, dialogue.id)
  if (current !== undefined && current.lastMessageAt === dialogue.lastMessageAt) return replaced(pages, dialogue)
  return inserted(without(pages, dialogue.id), dialogue)
}

/** Newest activity first. Below the last loaded row it is left out while there is more to load: it will come with its page. */
function inserted(pages: Pages, dialogue: Dialogue): Pages {
  const last = pages.pages.length - 1
  const at = pages.pages.findIndex((page) => page.items.some((item) => item.lastMessageAt < dialogue.lastMessageAt))
  if (at === -1 && pages.pages[last]?.nextCursor != null) return pages
  const target = at === -1 ? last : at
  return {
    ...pages,
    pages: pages.pages.map((page, index) => {
      if (index !== target) return page
      const before = page.items.findIndex((item) => item.lastMessageAt < dialogue.lastMessageAt)
      const position = before === -1 ? page.items.length : before
      return { ...page, items: [...page.items.slice(0, position), dialogue, ...page.items.slice(position)] }
    }),
  }
}

const replaced = (pages: Pages, dialogue: Dialogue): Pages => ({
  ...pages,
  pages: pages.pages.map((page) =>
    page.items.some((item) => item.id === dialogue.id)
      ? { ...page, items: page.items.map((item) => (item.id === dialogue.id ? dialogue : item)) }
      : page,
  ),
})

const without = (pages: Pages, id: string): Pages => ({
  ...pages,
  pages: pages.pages.map((page) =>
    page.items.some((item) => item.id === id) ? { ...page, items: page.items.filter((item) => item.id !== id) } : page,
  ),
})
