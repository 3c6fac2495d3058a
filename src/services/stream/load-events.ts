import { type DialogueView, dialoguesById, type MessageView, messagesById } from '../../../db/queries/inbox.ts'
import { eventsAfter, readsOf, type StoredEvent } from '../../../db/queries/stream.ts'
import type { Deps } from '../../deps.ts'

/** Events with the rows that they point at, as these are now. */
export type Loaded = Readonly<{
  events: readonly StoredEvent[]
  dialogues: ReadonlyMap<string, DialogueView>
  messages: ReadonlyMap<string, MessageView>
  /** By `managerId dialogueId`. */
  reads: ReadonlyMap<string, Readonly<{ seq: number; count: number }>>
}>

const page = 500

export async function loadEvents(
  deps: Pick<Deps, 'sql'>,
  args: { readonly accountId: string; readonly after: number; readonly managerIds: readonly string[] },
): Promise<Loaded> {
  const { accountId } = args
  const events = await eventsAfter(deps.sql, { accountId, after: args.after, limit: page })
  const dialogueIds = [...new Set(events.map((event) => event.dialogue_id).filter((id) => id !== null))]
  const messageIds = [...new Set(events.map((event) => event.message_id).filter((id) => id !== null))]
  const [dialogues, messages, reads] = await Promise.all([
    dialoguesById(deps.sql, { accountId, ids: dialogueIds }),
    messagesById(deps.sql, { accountId, ids: messageIds }),
    readsOf(deps.sql, { accountId, dialogueIds, managerIds: args.managerIds }),
  ])
  return {
    events,
    dialogues: new Map(dialogues.map((row) => [row.id, row])),
    messages: new Map(messages.map((row) => [row.id, row])),
    reads: new Map(reads.map((row) => [`${row.manager_id} ${row.dialogue_id}`, { seq: row.seq, count: row.inbound_count }])),
  }
}

export const isLastPage = (loaded: Loaded): boolean => loaded.events.length < page
