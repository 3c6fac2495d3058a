import type { Tx } from '../client.ts'

/** What is open on a removed channel ends with it; what was to be sent never will be. Returns what the screens must be told. */
export async function closeOnChannel(
  tx: Tx,
  args: { readonly accountId: string; readonly channelId: string; readonly now: Date },
): Promise<{ id: string; chat_id: string; assignee_id: string | null; department_id: string | null; released: boolean }[]> {
  await tx`
    update messages set status = 'cancelled', next_attempt_at = null where account_id = ${args.accountId} and channel_id = ${args.channelId} and status = 'queued'`
  return await tx<{ id: string; chat_id: string; assignee_id: string | null; department_id: string | null; released: boolean }[]>`
    update dialogues set status = 'closed', closed_at = ${args.now}, close_reason = 'channel_removed', auto_close_at = null, waiting_since = null
    where account_id = ${args.accountId} and channel_id = ${args.channelId} and status <> 'closed'
    returning id, chat_id, assignee_id, department_id, released_at is not null as released`
}

/** Dialogues of a channel that wait for consent, locked. */
export async function lockHeldOnChannel(
  tx: Tx,
  args: { readonly accountId: string; readonly channelId: string },
): Promise<readonly string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from dialogues
    where account_id = ${args.accountId} and channel_id = ${args.channelId} and status in ('new', 'held') order by id for update`
  return rows.map((row) => row.id)
}
