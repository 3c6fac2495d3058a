import type { Actor } from '../../core/permissions.ts'
import type { Tx } from '../client.ts'
import { visible } from './visibility.ts'

export type LockedDialogue = {
  id: string
  chat_id: string
  channel_id: string
  department_id: string | null
  status: string
  assignee_id: string | null
  opened_at: Date
  became_unassigned_at: Date | null
  last_customer_at: Date | null
  last_message_at: Date
  waiting_since: Date | null
  last_seq: number
  inbound_count: number
  current_dialogue_id: string | null
  kind: string
}

/**
 * The dialogue as this person may see it, with its chat locked first (the order of the intake). null: not there, or not theirs to see.
 */
export async function lockVisible(tx: Tx, actor: Actor, dialogueId: string): Promise<LockedDialogue | null> {
  const [chat] = await tx<{ id: string; last_dialogue_id: string | null }[]>`
    select c.id, c.last_dialogue_id from chats c
    where c.account_id = ${actor.accountId} and c.id = (select d.chat_id from dialogues d where d.account_id = ${actor.accountId} and d.id = ${dialogueId} and ${visible(tx, actor)})
    for update`
  if (!chat) return null
  const [row] = await tx<LockedDialogue[]>`
    select d.id, d.chat_id, d.channel_id, d.department_id, d.status, d.assignee_id, d.opened_at, d.became_unassigned_at, d.last_customer_at, d.last_message_at,
      d.waiting_since, d.last_seq, d.inbound_count, ch.kind
    from dialogues d join channels ch on ch.account_id = d.account_id and ch.id = d.channel_id
    where d.account_id = ${actor.accountId} and d.id = ${dialogueId} and ${visible(tx, actor)} for update of d`
  return row ? { ...row, current_dialogue_id: chat.last_dialogue_id } : null
}

export async function findByClientId(
  tx: Tx,
  args: { readonly accountId: string; readonly chatId: string; readonly clientId: string },
): Promise<string | null> {
  const [row] = await tx<{ id: string }[]>`
    select id from messages where account_id = ${args.accountId} and chat_id = ${args.chatId} and client_id = ${args.clientId}`
  return row?.id ?? null
}

/** What came from the contact or a colleague after this seq. */
export async function repliesSince(
  tx: Tx,
  args: { readonly accountId: string; readonly chatId: string; readonly seq: number; readonly managerId: string | null },
): Promise<{ seq: number; direction: string; manager_id: string | null }[]> {
  return await tx<{ seq: number; direction: string; manager_id: string | null }[]>`
    select seq, direction, manager_id from messages
    where account_id = ${args.accountId} and chat_id = ${args.chatId} and seq > ${args.seq} and direction in ('in', 'out')
      and (manager_id is null or manager_id is distinct from ${args.managerId}) and not automatic
    order by seq limit 20`
}

export async function saveAfterReply(
  tx: Tx,
  args: {
    readonly accountId: string
    readonly dialogueId: string
    readonly snippet: string
    readonly direction: 'out' | 'note'
    readonly fileCount: number
    readonly autoCloseAt: Date | null
    readonly now: Date
  },
): Promise<void> {
  const { accountId, dialogueId, now } = args
  if (args.direction === 'note') {
    await tx`update dialogues set snippet = jsonb_build_object('text', ${args.snippet}::text, 'direction', 'note', 'fileCount', ${args.fileCount}::int)
      where account_id = ${accountId} and id = ${dialogueId}`
    return
  }
  await tx`
    update dialogues set snippet = jsonb_build_object('text', ${args.snippet}::text, 'direction', 'out', 'fileCount', ${args.fileCount}::int), last_message_at = ${now},
      waiting_since = null, auto_close_at = ${args.autoCloseAt}, status = 'open', closed_at = null, close_reason = null
    where account_id = ${accountId} and id = ${dialogueId}`
}

export async function attachFiles(
  tx: Tx,
  args: {
    readonly accountId: string
    readonly messageId: string
    readonly fileIds: readonly string[]
    readonly uploaderId: string
  },
): Promise<number> {
  if (args.fileIds.length === 0) return 0
  const rows = await tx`
    update files f set message_id = ${args.messageId}, ordinal = n.ordinal
    from unnest(${[...args.fileIds]}::uuid[]) with ordinality as n(id, ordinal)
    where f.account_id = ${args.accountId} and f.id = n.id and f.message_id is null and f.uploader_id = ${args.uploaderId} returning f.id`
  return rows.length
}

export async function filesToSend(
  tx: Tx,
  args: { readonly accountId: string; readonly fileIds: readonly string[]; readonly uploaderId: string },
): Promise<{ id: string; kind: string; mime_type: string; bytes: number | null }[]> {
  if (args.fileIds.length === 0) return []
  return await tx<{ id: string; kind: string; mime_type: string; bytes: number | null }[]>`
    select id, kind, mime_type, bytes from files
    where account_id = ${args.accountId} and id in ${tx([...args.fileIds])} and message_id is null and uploader_id = ${args.uploaderId} and state = 'stored'`
}

export async function closeDialogue(
  tx: Tx,
  args: { readonly accountId: string; readonly dialogueId: string; readonly reason: string; readonly now: Date },
): Promise<void> {
  await tx`
    update dialogues set status = 'closed', closed_at = ${args.now}, close_reason = ${args.reason}, auto_close_at = null, waiting_since = null
    where account_id = ${args.accountId} and id = ${args.dialogueId} and status = 'open'`
}

export async function reopenDialogue(
  tx: Tx,
  args: { readonly accountId: string; readonly dialogueId: string; readonly chatId: string; readonly autoCloseAt: Date | null },
): Promise<void> {
  await tx`
    update dialogues set status = 'open', closed_at = null, close_reason = null, auto_close_at = ${args.autoCloseAt}
    where account_id = ${args.accountId} and id = ${args.dialogueId} and status = 'closed'`
  await tx`update chats set last_dialogue_id = ${args.dialogueId} where account_id = ${args.accountId} and id = ${args.chatId}`
}

export async function saveRead(
  tx: Tx,
  args: { readonly accountId: string; readonly managerId: string; readonly dialogueId: string; readonly seq: number },
): Promise<void> {
  await tx`
    insert into dialogue_reads (account_id, manager_id, dialogue_id, seq, inbound_count)
    select d.account_id, ${args.managerId}, d.id, least(${args.seq}, d.last_seq),
      case when ${args.seq} >= d.last_inbound_seq then d.inbound_count
        else (select count(*)::int from messages m where m.account_id = d.account_id and m.chat_id = d.chat_id and m.dialogue_id = d.id and m.direction = 'in' and m.seq <= ${args.seq}) end
    from dialogues d where d.account_id = ${args.accountId} and d.id = ${args.dialogueId}
    on conflict (account_id, manager_id, dialogue_id) do update set seq = excluded.seq, inbound_count = excluded.inbound_count`
}

/** From these states only; returns false where it is in another by now. */
export async function changeStatus(
  tx: Tx,
  args: {
    readonly accountId: string
    readonly messageId: string
    readonly from: readonly string[]
    readonly to: 'queued' | 'cancelled'
    readonly now: Date
  },
): Promise<boolean> {
  const rows = await tx`
    update messages set status = ${args.to}, next_attempt_at = ${args.to === 'queued' ? args.now : null}, lease_until = null,
      failure_reason = null, failure_detail = null, external_id = case when ${args.to} = 'queued' then null else external_id end
    where account_id = ${args.accountId} and id = ${args.messageId} and direction = 'out' and status = any(${[...args.from]}) returning id`
  return rows.length > 0
}

export async function messageInDialogue(
  tx: Tx,
  args: { readonly accountId: string; readonly dialogueId: string; readonly messageId: string },
): Promise<{ seq: number; external_id: string | null } | null> {
  const [row] = await tx<{ seq: number; external_id: string | null }[]>`
    select seq, external_id from messages where account_id = ${args.accountId} and dialogue_id = ${args.dialogueId} and id = ${args.messageId}`
  return row ?? null
}

export async function managerExists(tx: Tx, args: { readonly accountId: string; readonly managerId: string }): Promise<boolean> {
  const rows = await tx`
    select 1 from managers where account_id = ${args.accountId} and id = ${args.managerId} and deactivated_at is null for key share`
  return rows.length > 0
}
