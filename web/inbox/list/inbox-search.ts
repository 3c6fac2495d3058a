/** What the inbox's address says beside the view: filters are in the URL, so that a list can be linked and Back works. */
export type InboxSearch = { channel?: string; property?: string; q?: string }

export function parseInboxSearch(search: Record<string, unknown>): InboxSearch {
  const parsed: InboxSearch = {}
  for (const name of ['channel', 'property', 'q'] as const) {
    const value = search[name]
    if (typeof value === 'string' && value !== '') parsed[name] = value
    if (typeof value === 'number') parsed[name] = String(value)
  }
  return parsed
}
