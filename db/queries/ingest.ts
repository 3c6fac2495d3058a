import { jsonRows, type Tx } from '../client.ts'

/** Rows travel as one JSON parameter per table, so that a batch costs the same number of statements whatever its size. */
type Json = readonly object[]

export type JournalRow = Readonly<{
  account_id: string
  channel_id: string
  external_id: string
  id: string
  type: string
  place: string | null
  status: 'stored' | 'dead'
  reason: string | null
  payload: string | null
  received_at: string
  lease_name: string | null
  lease_token: number | null
}>

const journalKey = (row: Readonly<{ channel_id: string; external_id: string }>): string => `${row.channel_id} ${row.external_id}`

/**
 * Deduplication: only what comes back is new. In the order of the keys, so that two who take in the same things wait for each other instead of
 * deadlocking. A gateway that lost its lease writes nothing (its rows don't come back, and `fenced` says so).
 */
export async function insertJournal(tx: Tx, rows: readonly JournalRow[]): Promise<ReadonlySet<string>> {
  const inserted = await tx<{ channel_id: string; external_id: string }[]>`
    insert into inbound_events (account_id, channel_id, external_id, id, type, place, status, reason, payload, received_at)
    select account_id, channel_id, external_id, id, type, place, status, reason, payload, received_at
    from jsonb_to_recordset(${jsonRows(tx, rows)}) as e(account_id uuid, channel_id uuid, external_id text, id uuid, type text, place text, status text, reason text,
      payload text, received_at timestamptz, lease_name text, lease_token bigint)
    where lease_name is null or exists (select 1 from leases l where l.name = lease_name and l.token = lease_token)
    order by channel_id, external_id
    on conflict (account_id, channel_id, external_id) do nothing
    returning channel_id, external_id`
  return new Set(inserted.map(journalKey))
}
export { journalKey }

export async function holdsLease(tx: Tx, lease: Readonly<{ name: string; token: number }>): Promise<boolean> {
  const rows = await tx`select 1 from leases where name = ${lease.name} and token = ${lease.token}`
  return rows.length > 0
}

export type ChatRow = {
  account_id: string
  id: string
  channel_id: string
  external_id: string
  contact_id: string
  last_seq: number
  last_dialogue_id: string | null
  highest_order: number | null
}

/** Locks the chats in the order of their ids, so that two batches wait for each other instead of deadlocking. */
export async function lockChats(tx: Tx, keys: Json): Promise<ChatRow[]> {
  return await tx<ChatRow[]>`
    select c.account_id, c.id, c.channel_id, c.external_id, c.contact_id, c.last_seq, c.last_dialogue_id, c.highest_order
    from chats c
    where (c.account_id, c.channel_id, c.external_id) in (
      select account_id, channel_id, chat_id from jsonb_to_recordset(${jsonRows(tx, keys)}) as k(account_id uuid, channel_id uuid, chat_id text))
    order by c.id
    for update`
}

/**
 * Makes contacts, identities and chats that are not there, and returns the chats, locked. A contact is made only where the identity is new;
 * a chat that another process made meanwhile is returned as it stands.
 */
export async function createChats(tx: Tx, rows: Json): Promise<ChatRow[]> {
  return await tx<ChatRow[]>`
    with wanted as (
      select * from jsonb_to_recordset(${jsonRows(tx, rows)}) as w(account_id uuid, channel_id uuid, chat_id text, new_chat_id uuid, author_id text,
        new_contact_id uuid, first boolean, name text, username text, locale text, now timestamptz)
    ), who as (
      insert into identities (account_id, channel_id, external_id, contact_id, created_at)
      select distinct on (account_id, channel_id, author_id) account_id, channel_id, author_id, new_contact_id, now from wanted
      order by account_id, channel_id, author_id
      on conflict (account_id, channel_id, external_id) do update set external_id = excluded.external_id
      returning account_id, channel_id, external_id, contact_id
    ), made as (
      insert into contacts (account_id, id, name, username, locale, created_at)
      select w.account_id, w.new_contact_id, w.name, w.username, w.locale, w.now
      from wanted w join who on who.account_id = w.account_id and who.contact_id = w.new_contact_id
      where w.first
    )
    insert into chats (account_id, id, channel_id, external_id, contact_id, created_at)
    select w.account_id, w.new_chat_id, w.channel_id, w.chat_id, who.contact_id, w.now
    from wanted w join who on who.account_id = w.account_id and who.channel_id = w.channel_id and who.external_id = w.author_id
    order by w.account_id, w.channel_id, w.chat_id
    on conflict (account_id, channel_id, external_id) do update set external_id = excluded.external_id
    returning account_id, id, channel_id, external_id, contact_id, last_seq, last_dialogue_id, highest_order`
}

export type DialogueRow = {
  account_id: string
  id: string
  chat_id: string
  status: string
  assignee_id: string | null
  department_id: string | null
  released_at: Date | null
  opened_at: Date
  became_unassigned_at: Date | null
  waiting_since: Date | null
  closed_at: Date | null
  last_message_at: Date
}

/**
 * Each chat's current dialogue, locked: nobody closes it while a message is put into it. What closed after `reopen_from` opens here already, since
 * the counters are locked before the stream's head by everyone; it is returned as it was, but for a manager who has left and does not get it back.
 */
export async function lockDialogues(tx: Tx, keys: Json): Promise<DialogueRow[]> {
  return await tx<DialogueRow[]>`
    with k as (
      select * from jsonb_to_recordset(${jsonRows(tx, keys)}) as k(account_id uuid, id uuid, now timestamptz, reopen_from timestamptz)
    ), locked as (
      select d.account_id, d.id, d.chat_id, d.status, d.assignee_id, d.department_id, d.released_at, d.opened_at, d.became_unassigned_at,
        d.waiting_since, d.closed_at, d.last_message_at, k.now, k.reopen_from
      from dialogues d join k on k.account_id = d.account_id and k.id = d.id
      order by d.id for update of d
    ), reopened as (
      update dialogues d set status = 'open', closed_at = null, close_reason = null, assignee_id = m.id,
        became_unassigned_at = case when m.id is null and l.assignee_id is not null then l.now else l.became_unassigned_at end
      from locked l left join managers m on m.account_id = l.account_id and m.id = l.assignee_id and m.deactivated_at is null
      where d.account_id = l.account_id and d.id = l.id and l.status = 'closed' and l.released_at is not null and l.closed_at >= l.reopen_from
      returning d.id, d.assignee_id, d.became_unassigned_at
    )
    select l.account_id, l.id, l.chat_id, l.status, l.department_id, l.released_at, l.opened_at, l.waiting_since, l.closed_at, l.last_message_at,
      case when r.id is null then l.assignee_id else r.assignee_id end as assignee_id,
      case when r.id is null then l.became_unassigned_at else r.became_unassigned_at end as became_unassigned_at
    from locked l left join reopened r on r.id = l.id order by l.id`
}

export type Save = Readonly<{
  heads: Json
  chats: Json
  newDialogues: Json
  dialogues: Json
  messages: Json
  files: Json
  /** Files that the hub holds already (uploaded in the widget). */
  linkedFiles: Json
  events: Json
  now: string
}>

/** Everything that a batch decided, in one statement. Returns each account's new stream position. */
export async function saveBatch(tx: Tx, save: Save): Promise<readonly Readonly<{ account_id: string; position: number }>[]> {
  return await tx<{ account_id: string; position: number }[]>`
    with head_counts as (
      select h.account_id, n.count from stream_heads h
      join jsonb_to_recordset(${jsonRows(tx, save.heads)}) as n(account_id uuid, count int) on n.account_id = h.account_id
      order by h.account_id for update of h
    ), heads as (
      update stream_heads h set position = h.position + n.count from head_counts n where h.account_id = n.account_id
      returning h.account_id, h.position, h.position - n.count as base
    ), chats_saved as (
      update chats c set last_seq = n.last_seq, highest_order = n.highest_order, last_dialogue_id = n.last_dialogue_id, last_inbound_at = ${save.now},
        unreachable_at = null
      from jsonb_to_recordset(${jsonRows(tx, save.chats)}) as n(account_id uuid, id uuid, last_seq int, highest_order bigint, last_dialogue_id uuid)
      where c.account_id = n.account_id and c.id = n.id
    ), dialogues_made as (
      insert into dialogues (account_id, id, chat_id, channel_id, property_id, contact_id, status, opened_at, first_seq, last_seq, last_inbound_seq,
        inbound_count, last_message_at, last_customer_at, waiting_since, entry)
      select account_id, id, chat_id, channel_id, property_id, contact_id, 'new', ${save.now}, first_seq, last_seq, last_seq, inbound_count, ${save.now}, ${save.now}, ${save.now},
        entry
      from jsonb_to_recordset(${jsonRows(tx, save.newDialogues)}) as n(account_id uuid, id uuid, chat_id uuid, channel_id uuid, property_id uuid,
        contact_id uuid, first_seq int, last_seq int, inbound_count int, entry jsonb)
    ), dialogues_saved as (
      update dialogues d set last_seq = n.last_seq, last_inbound_seq = n.last_seq, inbound_count = d.inbound_count + n.inbound_count,
        last_message_at = ${save.now}, last_customer_at = ${save.now}, waiting_since = coalesce(d.waiting_since, ${save.now}),
        snippet = coalesce(n.snippet, d.snippet), auto_close_at = n.auto_close_at, status = case when n.reopened then 'open' else d.status end,
        closed_at = case when n.reopened then null else d.closed_at end, close_reason = case when n.reopened then null else d.close_reason end
      from jsonb_to_recordset(${jsonRows(tx, save.dialogues)}) as n(account_id uuid, id uuid, last_seq int, inbound_count int, snippet jsonb,
        auto_close_at timestamptz, reopened boolean)
      where d.account_id = n.account_id and d.id = n.id
    ), messages_made as (
      insert into messages (account_id, id, chat_id, dialogue_id, channel_id, seq, direction, text, content, external_id, reply_to_id, platform_at, late, created_at)
      select n.account_id, n.id, n.chat_id, n.dialogue_id, n.channel_id, n.seq, 'in', n.text, n.content, n.external_id,
        (select m.id from messages m where m.account_id = n.account_id and m.channel_id = n.channel_id and m.external_id = n.reply_to and n.reply_to is not null),
        n.platform_at, n.late, ${save.now}
      from jsonb_to_recordset(${jsonRows(tx, save.messages)}) as n(account_id uuid, id uuid, chat_id uuid, dialogue_id uuid, channel_id uuid, seq int, text text,
        content jsonb, external_id text, reply_to text, platform_at timestamptz, late boolean)
    ), files_made as (
      insert into files (account_id, id, channel_id, message_id, ordinal, ref, state, next_attempt_at, kind, name, mime_type, bytes, created_at)
      select account_id, id, channel_id, message_id, ordinal, ref, 'pending', ${save.now}, kind, name, mime_type, bytes, ${save.now}
      from jsonb_to_recordset(${jsonRows(tx, save.files)}) as n(account_id uuid, id uuid, channel_id uuid, message_id uuid, ordinal smallint, ref text,
        kind text, name text, mime_type text, bytes bigint)
    ), files_linked as (
      update files f set message_id = n.message_id, ordinal = n.ordinal
      from jsonb_to_recordset(${jsonRows(tx, save.linkedFiles)}) as n(account_id uuid, id uuid, message_id uuid, ordinal smallint)
      where f.account_id = n.account_id and f.id = n.id and f.message_id is null
    ), events_made as (
      insert into stream_events (account_id, position, at, type, dialogue_id, chat_id, message_id, seq, released, assignee_id, department_id)
      select n.account_id, heads.base + n.ordinal, ${save.now}, n.type, n.dialogue_id, n.chat_id, n.message_id, n.seq, n.released, n.assignee_id, n.department_id
      from jsonb_to_recordset(${jsonRows(tx, save.events)}) as n(account_id uuid, ordinal int, type text, dialogue_id uuid, chat_id uuid, message_id uuid,
        seq int, released boolean, assignee_id uuid, department_id uuid)
      join heads on heads.account_id = n.account_id
    )
    select account_id, position from heads`
}
