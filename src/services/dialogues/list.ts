import type { HandlerQuery } from '../../../core/api/index.ts'
import type { Actor } from '../../../core/permissions.ts'
import { type DialogueView, listDialogues, listMessages, searchDialogues, sumCounters } from '../../../db/queries/inbox.ts'
import type { Deps } from '../../deps.ts'
import { pageOf } from '../lists/paging.ts'
import { decodeCursor, encodeCursor, presentDialogue, presentMessage } from './present.ts'
import { readDialogue } from './read.ts'

const cursorOf = (row: DialogueView): string => encodeCursor({ at: row.last_message_at, id: row.id })

export async function readDialogues(deps: Deps, actor: Actor, query: HandlerQuery<'GET /dialogues'>) {
  const rows = await listDialogues(deps.sql, actor, {
    status: query.status ?? null,
    assignee: query.assignee === 'me' ? (actor.managerId ?? 'none') : (query.assignee ?? null),
    channelId: query.channelId ?? null,
    propertyId: query.propertyId ?? null,
    before: decodeCursor(query.cursor),
    limit: query.limit + 1,
  })
  return pageOf(rows, query.limit, (row) => presentDialogue(row), cursorOf)
}

export async function searchInbox(deps: Deps, actor: Actor, query: HandlerQuery<'GET /search'>) {
  const rows = await searchDialogues(deps.sql, actor, { q: query.q, before: decodeCursor(query.cursor), limit: query.limit + 1 })
  return pageOf(rows, query.limit, (row) => presentDialogue(row), cursorOf)
}

export async function readCounters(deps: Deps, actor: Actor) {
  return await sumCounters(deps.sql, actor)
}

export async function readMessages(
  deps: Deps,
  actor: Actor,
  args: { readonly dialogueId: string; readonly query: HandlerQuery<'GET /dialogues/{id}/messages'> },
) {
  const { dialogueId, query } = args
  await readDialogue(deps, actor, dialogueId)
  const rows = await listMessages(deps.sql, actor, {
    dialogueId,
    after: query.after ?? null,
    before: query.before ?? null,
    limit: query.limit + 1,
  })
  const hasMore = rows.length > query.limit
  const shown = query.after === undefined ? rows.slice(hasMore ? 1 : 0) : rows.slice(0, query.limit)
  return { items: shown.map(presentMessage), hasMore }
}
