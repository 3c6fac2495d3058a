import { jsonRows, type Tx } from '../client.ts'

export type Waiting = {
  id: string
  chat_id: string
  channel_id: string
  property_id: string
  contact_id: string
  department_id: string | null
  status: 'new' | 'held'
  opened_at: Date
  last_customer_at: Date
  consent_requested_at: Date | null
  consent_version: number | null
  last_seq: number
  excluded: boolean
  locale: string | null
}

/** What the gate must look at, longest waiting first: new ones, and held ones whose customer wrote since it last looked. */
export async function findWaiting(
  tx: Tx,
  args: { readonly accountId: string; readonly limit: number },
): Promise<{ id: string; chat_id: string }[]> {
  return await tx<{ id: string; chat_id: string }[]>`
    select id, chat_id from dialogues
    where account_id = ${args.accountId} and status in ('new', 'held') and (status = 'new' or gated_at is null or last_customer_at > gated_at)
    order by opened_at, id limit ${args.limit}`
}

/** Chats before dialogues, in the order of ids: the order in which the intake locks them. */
export async function lockWaiting(
  tx: Tx,
  args: {
    readonly accountId: string
    readonly rows: readonly Readonly<{ id: string; chat_id: string }>[]
    readonly chats: boolean
  },
): Promise<Waiting[]> {
  if (args.chats) {
    await tx`select 1 from chats where account_id = ${args.accountId} and id in ${tx(args.rows.map((row) => row.chat_id))} order by id for update`
  }
  return await tx<Waiting[]>`
    select d.id, d.chat_id, d.channel_id, d.property_id, d.contact_id, d.department_id, d.status, d.opened_at, d.last_customer_at, d.consent_requested_at,
      d.consent_version, d.last_seq, ch.excluded_from_consent as excluded, co.locale
    from dialogues d
    join channels ch on ch.account_id = d.account_id and ch.id = d.channel_id
    join contacts co on co.account_id = d.account_id and co.id = d.contact_id
    where d.account_id = ${args.accountId} and d.id in ${tx(args.rows.map((row) => row.id))} and d.status in ('new', 'held')
    order by d.id for update of d`
}

/** Opens them to the screens. The snippet is what the newest message says, now that it may be seen. */
export async function releaseDialogues(
  tx: Tx,
  args: {
    readonly accountId: string
    readonly now: Date
    readonly rows: readonly Readonly<{ id: string; auto_close_at: string | null }>[]
  },
): Promise<void> {
  await tx`
    update dialogues d set status = 'open', released_at = ${args.now}, gated_at = ${args.now}, auto_close_at = n.auto_close_at, snippet = (
      select jsonb_build_object('text', left(m.text, 160), 'direction', m.direction, 'fileCount',
        (select count(*) from files f where f.account_id = m.account_id and f.message_id = m.id))
      from messages m where m.account_id = d.account_id and m.chat_id = d.chat_id and m.dialogue_id = d.id and m.direction = 'in' order by m.seq desc limit 1)
    from jsonb_to_recordset(${jsonRows(tx, args.rows)}) as n(id uuid, auto_close_at timestamptz)
    where d.account_id = ${args.accountId} and d.id = n.id`
}

export async function holdDialogues(
  tx: Tx,
  args: {
    readonly accountId: string
    readonly now: Date
    readonly rows: readonly Readonly<{ id: string; requested: boolean; version: number | null }>[]
  },
): Promise<void> {
  await tx`
    update dialogues d set status = 'held', gated_at = ${args.now},
      consent_requested_at = case when n.requested then ${args.now} else d.consent_requested_at end,
      consent_version = coalesce(n.version, d.consent_version)
    from jsonb_to_recordset(${jsonRows(tx, args.rows)}) as n(id uuid, requested boolean, version int)
    where d.account_id = ${args.accountId} and d.id = n.id`
}

/** What the customer wrote in held dialogues after the request, for the keyword. */
export async function wordsSinceRequest(
  tx: Tx,
  args: { readonly accountId: string; readonly dialogueIds: readonly string[] },
): Promise<{ dialogue_id: string; text: string; id: string }[]> {
  return await tx<{ dialogue_id: string; text: string; id: string }[]>`
    select m.dialogue_id, m.text, m.id from dialogues d
    join messages m on m.account_id = d.account_id and m.chat_id = d.chat_id and m.dialogue_id = d.id
    where d.account_id = ${args.accountId} and d.id in ${tx([...args.dialogueIds])} and m.direction = 'in' and m.created_at > d.consent_requested_at
    order by m.seq`
}
