import type { Actor } from '../../core/permissions.ts'
import type { Sql, Tx } from '../client.ts'
import { visible, visibleBuckets } from './visibility.ts'

export type DialogueView = {
  id: string
  chat_id: string
  /** The chat's external id. */
  place: string
  released: boolean
  channel_id: string
  property_id: string
  contact_id: string
  contact_name: string | null
  contact_username: string | null
  contact_locale: string | null
  department_id: string | null
  status: 'new' | 'held' | 'open' | 'closed'
  assignee_id: string | null
  last_seq: number
  last_inbound_seq: number
  inbound_count: number
  read_seq: number
  read_count: number
  snippet: { text: string; direction: 'in' | 'out' | 'note' | 'system'; fileCount: number } | null
  entry: { source: 'link' | 'ad' | 'page'; value: string } | null
  opened_at: Date
  last_message_at: Date
  waiting_since: Date | null
  auto_close_at: Date | null
  closed_at: Date | null
  close_reason: string | null
}

type Viewer = Pick<Actor, 'accountId' | 'managerId' | 'rights' | 'departmentIds'>

const columns = (sql: Sql | Tx) => sql`
  d.id, d.chat_id, ch.external_id as place, d.released_at is not null as released, d.channel_id, d.property_id, d.contact_id, co.name as contact_name, co.username as contact_username, co.locale as contact_locale,
  d.department_id, d.status, d.assignee_id, d.last_seq, d.last_inbound_seq, d.inbound_count, coalesce(r.seq, 0) as read_seq, coalesce(r.inbound_count, 0) as read_count,
  d.snippet, d.entry, d.opened_at, d.last_message_at, d.waiting_since, d.auto_close_at, d.closed_at, d.close_reason`

const joins = (sql: Sql | Tx, viewer: Viewer) => sql`
  join contacts co on co.account_id = d.account_id and co.id = d.contact_id
  join chats ch on ch.account_id = d.account_id and ch.id = d.chat_id
  left join dialogue_reads r on r.account_id = d.account_id and r.dialogue_id = d.id and r.manager_id = ${viewer.managerId}`

export type ListFilter = Readonly<{
  status: 'open' | 'closed' | null
  /** A manager's id, 'none', or null for everybody's. */
  assignee: string | null
  channelId: string | null
  propertyId: string | null
  /** The last row of the page before. */
  before: Readonly<{ at: Date; id: string }> | null
  limit: number
}>

/** Newest activity first, keyset-paged by (last_message_at, id). */
export async function listDialogues(sql: Sql, viewer: Viewer, filter: ListFilter): Promise<DialogueView[]> {
  const assignee =
    filter.assignee === null
      ? sql``
      : filter.assignee === 'none'
        ? sql`and d.assignee_id is null`
        : sql`and d.assignee_id = ${filter.assignee}`
  return await sql<DialogueView[]>`
    select ${columns(sql)} from dialogues d ${joins(sql, viewer)}
    where d.account_id = ${viewer.accountId} and ${filter.status === null ? sql`d.status in ('open', 'closed')` : sql`d.status = ${filter.status}`} ${assignee}
      ${filter.channelId === null ? sql`` : sql`and d.channel_id = ${filter.channelId}`}
      ${filter.propertyId === null ? sql`` : sql`and d.property_id = ${filter.propertyId}`}
      ${filter.before === null ? sql`` : sql`and (d.last_message_at, d.id) < (${filter.before.at}, ${filter.before.id})`}
      and ${visible(sql, viewer)}
    order by d.last_message_at desc, d.id desc limit ${filter.limit}`
}

export async function viewDialogue(sql: Sql | Tx, viewer: Viewer, dialogueId: string): Promise<DialogueView | null> {
  const [row] = await sql<DialogueView[]>`
    select ${columns(sql)} from dialogues d ${joins(sql, viewer)}
    where d.account_id = ${viewer.accountId} and d.id = ${dialogueId} and ${visible(sql, viewer)}`
  return row ?? null
}

/** Words in messages or in the contact's name, newest activity first; both by trigram index. */
export async function searchDialogues(
  sql: Sql,
  viewer: Viewer,
  args: { readonly q: string; readonly before: Readonly<{ at: Date; id: string }> | null; readonly limit: number },
): Promise<DialogueView[]> {
  const like = `%${args.q.replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`
  return await sql<DialogueView[]>`
    select ${columns(sql)} from dialogues d ${joins(sql, viewer)}
    where d.account_id = ${viewer.accountId} and d.status in ('open', 'closed') and ${visible(sql, viewer)}
      and d.id in (
        select m.dialogue_id from messages m where m.account_id = ${viewer.accountId} and m.text ilike ${like}
        union select x.id from dialogues x join contacts c on c.account_id = x.account_id and c.id = x.contact_id
          where x.account_id = ${viewer.accountId} and (c.name ilike ${like} or c.username ilike ${like}))
      ${args.before === null ? sql`` : sql`and (d.last_message_at, d.id) < (${args.before.at}, ${args.before.id})`}
    order by d.last_message_at desc, d.id desc limit ${args.limit}`
}

export async function sumCounters(
  sql: Sql,
  viewer: Viewer,
): Promise<{ readonly mine: number; readonly unassigned: number; readonly all: number }> {
  const [row] = await sql<{ mine: number; unassigned: number; all: number }[]>`
    select coalesce(sum(k.count) filter (where k.assignee_id = ${viewer.managerId}), 0)::int as mine,
      coalesce(sum(k.count) filter (where k.assignee_id is null), 0)::int as unassigned, coalesce(sum(k.count), 0)::int as all
    from dialogue_counters k where k.account_id = ${viewer.accountId} and k.status = 'open' and ${visibleBuckets(sql, viewer)}`
  return row ?? { mine: 0, unassigned: 0, all: 0 }
}

export type MessageView = {
  id: string
  chat_id: string
  channel_id: string
  /** The chat's external id. */
  place: string
  dialogue_id: string
  seq: number
  direction: 'in' | 'out' | 'note' | 'system'
  text: string
  content: {
    buttons?: { label: string; value: string }[]
    reactions?: { emoji: string; by: 'contact' | 'manager' }[]
    unsupported?: string
    event?: { type: string; data: Record<string, unknown> }
    purpose?: string
  } | null
  manager_id: string | null
  manager_name: string | null
  contact_id: string
  contact_name: string | null
  external_id: string | null
  reply_id: string | null
  reply_text: string | null
  platform_at: Date
  created_at: Date
  late: boolean
  edited: boolean
  removed: boolean
  status: string | null
  failure_reason: string | null
  failure_detail: string | null
  client_id: string | null
  files: { id: string; kind: string; name: string; mimeType: string; bytes: number | null; state: string }[]
}

const messageColumns = (sql: Sql | Tx) => sql`
  m.id, m.chat_id, m.channel_id, ch.external_id as place, m.dialogue_id, m.seq, m.direction, m.text, m.content, m.manager_id, mg.name as manager_name, co.id as contact_id, co.name as contact_name, m.external_id,
  rep.id as reply_id, rep.text as reply_text, m.platform_at, m.created_at, m.late, m.edited_at is not null as edited, m.removed_at is not null as removed,
  m.status, m.failure_reason, m.failure_detail, m.client_id,
  coalesce((select jsonb_agg(jsonb_build_object('id', f.id, 'kind', f.kind, 'name', f.name, 'mimeType', f.mime_type, 'bytes', f.bytes, 'state', f.state) order by f.ordinal)
    from files f where f.account_id = m.account_id and f.message_id = m.id), '[]'::jsonb) as files`

const messageJoins = (sql: Sql | Tx) => sql`
  join dialogues d on d.account_id = m.account_id and d.id = m.dialogue_id
  join contacts co on co.account_id = d.account_id and co.id = d.contact_id
  join chats ch on ch.account_id = m.account_id and ch.id = m.chat_id
  left join managers mg on mg.account_id = m.account_id and mg.id = m.manager_id
  left join messages rep on rep.account_id = m.account_id and rep.id = m.reply_to_id`

/** A dialogue's messages around a seq, in ascending order. Of a dialogue that the viewer may not see there are none. */
export async function listMessages(
  sql: Sql,
  viewer: Viewer,
  args: { readonly dialogueId: string; readonly after: number | null; readonly before: number | null; readonly limit: number },
): Promise<MessageView[]> {
  const forward = args.after !== null
  const rows = await sql<MessageView[]>`
    select ${messageColumns(sql)} from messages m ${messageJoins(sql)}
    where m.account_id = ${viewer.accountId} and m.chat_id = (select x.chat_id from dialogues x where x.account_id = ${viewer.accountId} and x.id = ${args.dialogueId})
      and m.dialogue_id = ${args.dialogueId} and ${visible(sql, viewer)}
      ${args.after === null ? sql`` : sql`and m.seq > ${args.after}`} ${args.before === null ? sql`` : sql`and m.seq < ${args.before}`}
    order by m.seq ${forward ? sql`asc` : sql`desc`} limit ${args.limit}`
  return forward ? rows : rows.toReversed()
}

/** For the stream: whoever sends them asks for each reader. Reads are the readers' own. */
export async function dialoguesById(
  sql: Sql | Tx,
  args: { readonly accountId: string; readonly ids: readonly string[] },
): Promise<DialogueView[]> {
  if (args.ids.length === 0) return []
  const nobody: Viewer = { accountId: args.accountId, managerId: null, rights: [], departmentIds: [] }
  return await sql<DialogueView[]>`
    select ${columns(sql)} from dialogues d ${joins(sql, nobody)} where d.account_id = ${args.accountId} and d.id in ${sql([...args.ids])}`
}

/** For the stream and for answers of the hub's own: the caller has asked who may see them. */
export async function messagesById(
  sql: Sql | Tx,
  args: { readonly accountId: string; readonly ids: readonly string[] },
): Promise<MessageView[]> {
  if (args.ids.length === 0) return []
  return await sql<MessageView[]>`
    select ${messageColumns(sql)} from messages m ${messageJoins(sql)} where m.account_id = ${args.accountId} and m.id in ${sql([...args.ids])}`
}

/** A chat's messages for its own visitor: no notes, no lines of the hub's, and the request for consent only where it was sent as a message. */
export async function visitorMessages(
  sql: Sql,
  args: { readonly accountId: string; readonly chatId: string; readonly after: number; readonly limit: number },
): Promise<MessageView[]> {
  return await sql<MessageView[]>`
    select ${messageColumns(sql)} from messages m ${messageJoins(sql)}
    where m.account_id = ${args.accountId} and m.chat_id = ${args.chatId} and m.seq > ${args.after} and m.direction in ('in', 'out')
      and (m.status is null or m.status <> 'cancelled')
    order by m.seq limit ${args.limit}`
}
