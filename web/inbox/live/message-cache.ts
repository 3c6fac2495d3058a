import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { Answer } from '../../../core/api/index.ts'
import type { Message } from '../../../core/api/shapes.ts'
import { messagesKey } from '../queries/messages.ts'

type Page = Answer<'GET /dialogues/{id}/messages'>
export type MessagePages = InfiniteData<Page, number | null>

/** Puts a message where its seq says, or replaces it. Nothing happens for a thread that was never opened. */
export function putMessage(client: QueryClient, message: Message): void {
  client.setQueryData<MessagePages>(messagesKey(message.dialogueId), (pages) => pages && withMessagePut(pages, message))
}

export function withMessagePut(pages: MessagePages, message: Message): MessagePages {
  const home = pages.pages.findIndex((page) => page.items.some((item) => item.id === message.id))
  if (home !== -1) {
    return mapPage(pages, home, (page) => ({
      ...page,
      items: page.items.map((item) => (item.id === message.id ? message : item)),
    }))
  }
  // Pages go backwards in time: the first whose beginning lies before the message is its own.
  const found = pages.pages.findIndex((page) => (page.items[0]?.seq ?? 0) < message.seq)
  const oldest = pages.pages.length - 1
  if (found === -1 && pages.pages[oldest]?.hasMore === true) return pages
  return mapPage(pages, found === -1 ? oldest : found, (page) => {
    const after = page.items.findIndex((item) => item.seq > message.seq)
    const at = after === -1 ? page.items.length : after
    return { ...page, items: [...page.items.slice(0, at), message, ...page.items.slice(at)] }
  })
}

const mapPage = (pages: MessagePages, at: number, change: (page: Page) => Page): MessagePages => ({
  ...pages,
  pages: pages.pages.map((page, index) => (index === at ? change(page) : page)),
})
