import type { Button } from '../../core/channel.ts'
import { jsonRows, type Tx } from '../client.ts'

export type NewOutbound = Readonly<{
  id: string
  chatId: string
  dialogueId: string
  channelId: string
  direction: 'out' | 'note'
  text: string
  buttons: readonly Button[]
  managerId: string | null
  replyToId: string | null
  clientId: string | null
  automatic: boolean
  /** The stored row is the delivery. */
  sent?: boolean
  /** What the request was, so that a screen can name an automatic text. */
  event?: string
}>

/**
 * Numbers and queues outbound messages; each chat must be locked by the caller. Those of one chat are given in order. `next_attempt_at` = now: the
 * lane may send at once. Notes go to nobody.
 */
export async function insertOutbound(
  tx: Tx,
  args: { readonly accountId: string; readonly now: Date; readonly rows: readonly NewOutbound[] },
): Promise<{ id: string; seq: number }[]> {
  const rows = args.rows.map((row, index) => ({
    ...row,
    ordinal: index,
    sent: row.sent ?? false,
    content:
      row.buttons.length > 0 || row.event
        ? { ...(row.buttons.length > 0 && { buttons: row.buttons }), ...(row.event && { purpose: row.event }) }
        : null,
  }))
  return await tx<{ id: string; seq: number }[]>`
    with n as (
      select *, row_number() over (partition by "chatId" order by ordinal) as nth
      from jsonb_to_recordset(${jsonRows(tx, rows)}) as r(ordinal int, id uuid, "chatId" uuid, "dialogueId" uuid, "channelId" uuid, direction text, text text,
        content jsonb, "managerId" uuid, "replyToId" uuid, "clientId" text, automatic boolean, sent boolean)
    ), numbered as (
      update chats c set last_seq = c.last_seq + g.count from (select "chatId", count(*)::int as count from n group by 1) g
      where c.account_id = ${args.accountId} and c.id = g."chatId" returning c.id, c.last_seq - g.count as base, c.last_seq
    ), moved as (
      update dialogues d set last_seq = numbered.last_seq from numbered, (select distinct "chatId", "dialogueId" from n) k
      where k."chatId" = numbered.id and d.account_id = ${args.accountId} and d.id = k."dialogueId"
    )
    insert into messages (account_id, id, chat_id, dialogue_id, channel_id, seq, direction, text, content, manager_id, reply_to_id, client_id, automatic,
      status, next_attempt_at, platform_at, created_at)
    select ${args.accountId}, n.id, n."chatId", n."dialogueId", n."channelId", numbered.base + n.nth, n.direction, n.text, n.content, n."managerId", n."replyToId",
      n."clientId", n.automatic, case when n.direction = 'out' then case when n.sent then 'sent' else 'queued' end end,
      case when n.direction = 'out' and not n.sent then ${args.now}::timestamptz end, ${args.now}, ${args.now}
    from n join numbered on numbered.id = n."chatId" order by n.ordinal
    returning id, seq`
}
