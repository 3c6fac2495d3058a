import { jsonValue, type Tx } from '../client.ts'

/** A message that an event names, with what is needed to tell of its change. Locked. */
export type Target = {
  id: string
  chat_id: string
  dialogue_id: string
  seq: number
  text: string
  content: { reactions?: { emoji: string; by: string }[] } | null
  direction: string
  status: string | null
  released: boolean
  assignee_id: string | null
  department_id: string | null
}

type Channel = { readonly accountId: string; readonly channelId: string }

/** `external_id` is the platform's; a text that was split has several ids, the first stands in the row, all in the ledger of attempts. */
export async function lockTarget(tx: Tx, args: Channel & { readonly externalId: string }): Promise<Target | null> {
  const [row] = await tx<Target[]>`
    select m.id, m.chat_id, m.dialogue_id, m.seq, m.text, m.content, m.direction, m.status, d.released_at is not null as released, d.assignee_id, d.department_id
    from messages m join dialogues d on d.account_id = m.account_id and d.id = m.dialogue_id
    where m.account_id = ${args.accountId} and m.channel_id = ${args.channelId} and m.external_id = ${args.externalId}
    for update of m`
  return row ?? null
}

export async function saveEdit(
  tx: Tx,
  args: { readonly accountId: string; readonly target: Target; readonly text: string; readonly now: Date },
): Promise<void> {
  const { accountId, target, now } = args
  await tx`insert into message_edits (account_id, message_id, at, text) values (${accountId}, ${target.id}, ${now}, ${target.text}) on conflict do nothing`
  await tx`update messages set text = ${args.text}, edited_at = ${now} where account_id = ${accountId} and id = ${target.id}`
  await tx`update dialogues set snippet = jsonb_set(snippet, '{text}', to_jsonb(left(${args.text}, 160)))
    where account_id = ${accountId} and id = ${target.dialogue_id} and last_seq = ${target.seq} and snippet is not null`
}

/** The words of an event that changed nothing are no business of ours: the journal keeps its key only. */
export async function forgetPayload(tx: Tx, args: Channel & { readonly eventId: string }): Promise<void> {
  await tx`
    update inbound_events set payload = null
    where account_id = ${args.accountId} and channel_id = ${args.channelId} and external_id = ${args.eventId}`
}

/** The text goes, the row stays: something was here. */
export async function saveRemoval(
  tx: Tx,
  args: { readonly accountId: string; readonly target: Target; readonly now: Date },
): Promise<void> {
  const { accountId, target, now } = args
  await tx`update messages set text = '', removed_at = ${now} where account_id = ${accountId} and id = ${target.id}`
  await tx`update dialogues set snippet = jsonb_set(snippet, '{text}', '""') where account_id = ${accountId} and id = ${target.dialogue_id}
    and last_seq = ${target.seq} and snippet is not null`
  await tx`delete from message_edits where account_id = ${accountId} and message_id = ${target.id}`
}

export async function saveReactions(
  tx: Tx,
  args: { readonly accountId: string; readonly target: Target; readonly reactions: readonly object[] },
): Promise<void> {
  await tx`update messages set content = coalesce(content, '{}'::jsonb) || ${jsonValue(tx, { reactions: [...args.reactions] })}
    where account_id = ${args.accountId} and id = ${args.target.id}`
}

export async function saveReceipt(
  tx: Tx,
  args: {
    readonly accountId: string
    readonly target: Target
    readonly status: string
    readonly reason: string | null
    readonly failure: string
  },
): Promise<void> {
  await tx`update messages set status = ${args.status}, next_attempt_at = null, lease_until = null,
      failure_reason = ${args.status === 'failed' ? args.failure : null}, failure_detail = ${args.reason}
    where account_id = ${args.accountId} and id = ${args.target.id}`
}

export type ChatState = {
  chat_id: string
  contact_id: string
  property_id: string
  dialogue_id: string | null
  status: string | null
  last_seq: number
  released: boolean
  assignee_id: string | null
  department_id: string | null
  consent_version: number | null
  consent_requested_at: Date | null
}

/** The chat at this place and its current dialogue, both locked. */
export async function lockChatState(tx: Tx, args: Channel & { readonly place: string }): Promise<ChatState | null> {
  const [chat] = await tx<
    { id: string; contact_id: string; last_seq: number; last_dialogue_id: string | null; property_id: string }[]
  >`
    select c.id, c.contact_id, c.last_seq, c.last_dialogue_id, ch.property_id
    from chats c join channels ch on ch.account_id = c.account_id and ch.id = c.channel_id
    where c.account_id = ${args.accountId} and c.channel_id = ${args.channelId} and c.external_id = ${args.place} for update of c`
  if (!chat) return null
  const [dialogue] = await tx<
    {
      id: string
      status: string
      released: boolean
      assignee_id: string | null
      department_id: string | null
      consent_version: number | null
      consent_requested_at: Date | null
    }[]
  >`
    select id, status, released_at is not null as released, assignee_id, department_id, consent_version, consent_requested_at
    from dialogues where account_id = ${args.accountId} and id = ${chat.last_dialogue_id} for update`
  return {
    chat_id: chat.id,
    contact_id: chat.contact_id,
    property_id: chat.property_id,
    dialogue_id: dialogue?.id ?? null,
    status: dialogue?.status ?? null,
    last_seq: chat.last_seq,
    released: dialogue?.released ?? false,
    assignee_id: dialogue?.assignee_id ?? null,
    department_id: dialogue?.department_id ?? null,
    consent_version: dialogue?.consent_version ?? null,
    consent_requested_at: dialogue?.consent_requested_at ?? null,
  }
}

export async function setReachable(
  tx: Tx,
  args: { readonly accountId: string; readonly chatId: string; readonly unreachableAt: Date | null },
): Promise<void> {
  await tx`update chats set unreachable_at = ${args.unreachableAt} where account_id = ${args.accountId} and id = ${args.chatId}`
}

/** A line in the thread of what happened, numbered like a message. The chat is locked by the caller. */
export async function insertSystemLine(
  tx: Tx,
  args: {
    readonly accountId: string
    readonly channelId: string
    readonly id: string
    readonly chatId: string
    readonly dialogueId: string
    readonly event: { readonly type: string; readonly data: Readonly<Record<string, unknown>> }
    readonly now: Date
  },
): Promise<number> {
  const [row] = await tx<{ seq: number }[]>`
    with numbered as (
      update chats set last_seq = last_seq + 1 where account_id = ${args.accountId} and id = ${args.chatId} returning last_seq
    ), made as (
      insert into messages (account_id, id, chat_id, dialogue_id, channel_id, seq, direction, text, content, platform_at, created_at)
      select ${args.accountId}, ${args.id}, ${args.chatId}, ${args.dialogueId}, ${args.channelId}, last_seq, 'system', '', ${jsonValue(tx, { event: args.event })}, ${args.now}, ${args.now}
      from numbered
    ), moved as (
      update dialogues set last_seq = numbered.last_seq from numbered where account_id = ${args.accountId} and id = ${args.dialogueId}
    )
    select last_seq as seq from numbered`
  return row?.seq ?? 0
}
