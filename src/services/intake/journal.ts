import type { InboundEvent } from '../../../core/channel.ts'
import { HubError } from '../../../core/errors.ts'
import { newId } from '../../../core/ids.ts'
import type { Tx } from '../../../db/client.ts'
import { holdsLease, insertJournal, type JournalRow, journalKey } from '../../../db/queries/ingest.ts'
import type { IngestRequest } from '../../deps.ts'

/** One event of a request, as it waits for its commit. */
export type Item = Readonly<{ request: IngestRequest; event: InboundEvent; hosted: boolean }>

/** The new ones among them. */
export async function journal(tx: Tx, items: readonly Item[], now: Date): Promise<readonly Item[]> {
  const seen = new Set<string>()
  const unique = items.filter((item) => {
    const key = journalKey({ channel_id: item.request.channelId, external_id: item.event.eventId })
    return !seen.has(key) && seen.add(key)
  })
  const rows = unique.map(
    (item): JournalRow => ({
      account_id: item.request.accountId,
      channel_id: item.request.channelId,
      external_id: item.event.eventId,
      id: newId(),
      type: item.event.type,
      place: item.event.chatId,
      status: 'stored',
      reason: null,
      payload: item.request.raw,
      received_at: now.toISOString(),
      lease_name: item.request.lease?.name ?? null,
      lease_token: item.request.lease?.token ?? null,
    }),
  )
  const fresh = await insertJournal(tx, rows)
  if (fresh.size < rows.length) await refuseFenced(tx, items)
  return unique.filter((item) => fresh.has(journalKey({ channel_id: item.request.channelId, external_id: item.event.eventId })))
}

/** What did not come back was known, or its gateway lost its lease: then the platform must not hear that it is stored. */
async function refuseFenced(tx: Tx, items: readonly Item[]): Promise<void> {
  const leases = new Map(items.flatMap(({ request: { lease } }) => (lease ? [[`${lease.name} ${lease.token}`, lease]] : [])))
  for (const lease of leases.values()) {
    if (!(await holdsLease(tx, lease))) throw new HubError('conflict', 'Another process took over this gateway.')
  }
}
