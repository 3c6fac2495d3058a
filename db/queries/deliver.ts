import type { Button } from '../../core/channel.ts'
import type { Sql, Tx } from '../client.ts'

export type Sending = {
  id: string
  chat_id: string
  dialogue_id: string
  seq: number
  text: string
  content: { buttons?: Button[]; purpose?: string } | null
  automatic: boolean
  attempt: number
  created_at: Date
  place: string
  reply_to: string | null
  released: boolean
  assignee_id: string | null
  department_id: string | null
}

/**
 * Takes what is due on a channel, at most one message of a chat: the earliest that waits, and only while none of the chat is under way. Each
 * attempt has its line in the ledger before anything is sent.
 */
export async function claimDue(
  sql: Sql,
  args: {
    readonly accountId: string
    readonly channelId: string
    readonly limit: number
    readonly now: Date
    readonly leaseUntil: Date
  },
): Promise<Sending[]> {
  const { accountId, channelId, now } = args
  return await sql<Sending[]>`
    with due as (
      select m.account_id, m.id from messages m
      join channels ch on ch.account_id = m.account_id and ch.id = m.channel_id and ch.status = 'active' and (ch.paused_until is null or ch.paused_until <= ${now})
      where m.account_id = ${accountId} and m.channel_id = ${channelId} and m.status = 'queued' and m.next_attempt_at <= ${now}
        and not exists (
          select 1 from messages e where e.account_id = m.account_id and e.chat_id = m.chat_id
            and (e.status = 'sending' or (e.status = 'queued' and e.seq < m.seq)))
      order by m.next_attempt_at, m.id limit ${args.limit} for update of m skip locked
    ), claimed as (
      update messages m set status = 'sending', attempt = m.attempt + 1, lease_until = ${args.leaseUntil}
      from due where m.account_id = due.account_id and m.id = due.id
      returning m.account_id, m.id, m.chat_id, m.dialogue_id, m.seq, m.text, m.content, m.automatic, m.attempt, m.created_at, m.reply_to_id
    ), noted as (
      insert into delivery_attempts (account_id, message_id, attempt, started_at) select account_id, id, attempt, ${now} from claimed
    )
    select c.id, c.chat_id, c.dialogue_id, c.seq, c.text, c.content, c.automatic, c.attempt, c.created_at, chats.external_id as place,
      r.external_id as reply_to, d.released_at is not null as released, d.assignee_id, d.department_id
    from claimed c
    join chats on chats.account_id = c.account_id and chats.id = c.chat_id
    join dialogues d on d.account_id = c.account_id and d.id = c.dialogue_id
    left join messages r on r.account_id = c.account_id and r.id = c.reply_to_id`
}

/** An upload takes longer than a text. */
export async function extendLease(
  sql: Sql,
  args: { readonly accountId: string; readonly messageId: string; readonly attempt: number; readonly until: Date },
): Promise<void> {
  await sql`
    update messages set lease_until = ${args.until}
    where account_id = ${args.accountId} and id = ${args.messageId} and attempt = ${args.attempt} and status = 'sending'`
}

export type Outcome = Readonly<{
  messageId: string
  attempt: number
  status: 'sent' | 'failed' | 'in_doubt' | 'queued'
  externalIds: readonly string[]
  reason: string | null
  detail: string | null
  nextAttemptAt: Date | null
  at: Date
}>

/** Only the attempt that still holds the message ends it: who was overtaken after its lease changes nothing. A receipt that was quicker stands. */
export async function saveOutcome(tx: Tx, args: { readonly accountId: string; readonly outcome: Outcome }): Promise<boolean> {
  const { accountId, outcome } = args
  const rows = await tx`
    with done as (
      update messages set status = ${outcome.status}, lease_until = null, next_attempt_at = ${outcome.nextAttemptAt},
        external_id = coalesce(${outcome.externalIds[0] ?? null}, external_id), platform_at = case when ${outcome.status} = 'sent' then ${outcome.at} else platform_at end,
        failure_reason = ${outcome.reason}, failure_detail = ${outcome.detail}
      where account_id = ${accountId} and id = ${outcome.messageId} and attempt = ${outcome.attempt} and status = 'sending'
      returning id
    ), noted as (
      update delivery_attempts set ended_at = ${outcome.at}, outcome = ${outcome.status}, reason = ${outcome.reason}, detail = ${outcome.detail},
        external_ids = to_jsonb(${[...outcome.externalIds]}::text[])
      where account_id = ${accountId} and message_id = ${outcome.messageId} and attempt = ${outcome.attempt}
    )
    select 1 from done`
  return rows.length > 0
}

export async function pauseChannel(
  sql: Sql,
  args: { readonly accountId: string; readonly channelId: string; readonly until: Date },
): Promise<void> {
  await sql`
    update channels set paused_until = greatest(coalesce(paused_until, ${args.until}), ${args.until})
    where account_id = ${args.accountId} and id = ${args.channelId}`
}

export async function touchOutbound(
  sql: Sql,
  args: { readonly accountId: string; readonly channelId: string; readonly now: Date },
): Promise<void> {
  await sql`update channels set last_outbound_at = ${args.now} where account_id = ${args.accountId} and id = ${args.channelId}`
}

/** Channels with something due, for the sweep. */
export async function dueChannels(sql: Sql, now: Date): Promise<{ account_id: string; channel_id: string }[]> {
  return await sql<{ account_id: string; channel_id: string }[]>`
    select c.account_id, c.id as channel_id from channels c
    where c.status = 'active' and (c.paused_until is null or c.paused_until <= ${now})
      and exists (select 1 from messages m where m.account_id = c.account_id and m.channel_id = c.id and m.status = 'queued' and m.next_attempt_at <= ${now})`
}

export type Stranded = Sending & { account_id: string; channel_id: string }

/** Attempts whose process died: sending, and the lease is over. */
export async function strandedMessages(sql: Sql, args: { readonly now: Date; readonly limit: number }): Promise<Stranded[]> {
  return await sql<Stranded[]>`
    select m.account_id, m.channel_id, m.id, m.chat_id, m.dialogue_id, m.seq, m.text, m.content, m.automatic, m.attempt, m.created_at, chats.external_id as place,
      null as reply_to, d.released_at is not null as released, d.assignee_id, d.department_id
    from messages m
    join chats on chats.account_id = m.account_id and chats.id = m.chat_id
    join dialogues d on d.account_id = m.account_id and d.id = m.dialogue_id
    where m.status = 'sending' and m.lease_until < ${args.now} limit ${args.limit}`
}

export type StoredFile = {
  message_id: string
  id: string
  kind: string
  name: string
  mime_type: string
  bytes: number | null
  storage_key: string | null
}

export async function filesOf(
  sql: Sql,
  args: { readonly accountId: string; readonly messageIds: readonly string[] },
): Promise<StoredFile[]> {
  if (args.messageIds.length === 0) return []
  return await sql<StoredFile[]>`
    select message_id, id, kind, name, mime_type, bytes, storage_key from files
    where account_id = ${args.accountId} and message_id in ${sql([...args.messageIds])} order by ordinal`
}
