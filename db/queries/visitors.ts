import type { Sql } from '../client.ts'

export type VisitorSessionRow = {
  account_id: string
  channel_id: string
  visitor_id: string
  locale: string | null
  page_url: string | null
  last_seen_at: Date
}

export async function findVisitorSession(sql: Sql, tokenHash: string): Promise<VisitorSessionRow | null> {
  const [row] = await sql<VisitorSessionRow[]>`
    select account_id, channel_id, visitor_id, locale, page_url, last_seen_at from visitor_sessions
    where token_hash = ${tokenHash} and ended_at is null`
  return row ?? null
}

export async function insertVisitorSession(
  sql: Sql,
  session: {
    readonly tokenHash: string
    readonly accountId: string
    readonly channelId: string
    readonly visitorId: string
    readonly locale: string | null
    readonly pageUrl: string | null
    readonly now: Date
  },
): Promise<void> {
  await sql`
    insert into visitor_sessions (token_hash, account_id, channel_id, visitor_id, locale, page_url, created_at, last_seen_at)
    values (${session.tokenHash}, ${session.accountId}, ${session.channelId}, ${session.visitorId}, ${session.locale}, ${session.pageUrl},
      ${session.now}, ${session.now})`
}

/** They came back; where they are and what they speak may have changed. */
export async function touchVisitorSession(
  sql: Sql,
  args: { readonly tokenHash: string; readonly locale: string | null; readonly pageUrl: string | null; readonly now: Date },
): Promise<void> {
  await sql`
    update visitor_sessions set last_seen_at = ${args.now}, locale = coalesce(${args.locale}, locale), page_url = coalesce(${args.pageUrl}, page_url)
    where token_hash = ${args.tokenHash}`
}

export async function endVisitorSession(sql: Sql, args: { readonly tokenHash: string; readonly now: Date }): Promise<boolean> {
  const rows = await sql`
    update visitor_sessions set ended_at = ${args.now} where token_hash = ${args.tokenHash} and ended_at is null returning 1`
  return rows.length > 0
}

/** Those of these sessions that have not ended. */
export async function liveVisitorSessions(sql: Sql, tokenHashes: readonly string[]): Promise<ReadonlySet<string>> {
  if (tokenHashes.length === 0) return new Set()
  const rows = await sql<{ token_hash: string }[]>`
    select token_hash from visitor_sessions where token_hash = any(${[...tokenHashes]}) and ended_at is null`
  return new Set(rows.map((row) => row.token_hash))
}

export type VisitorStateRow = {
  position: number
  property_name: string
  account_locale: string
  excluded: boolean
  chat_id: string | null
  contact_id: string | null
  dialogue_id: string | null
  status: 'new' | 'held' | 'open' | 'closed' | null
  released: boolean
  closed_at: Date | null
  assignee: string | null
  /** The latest answer about privacy, for this property. */
  answer: string | null
  answered_version: number | null
  online: boolean
}

/**
 * All that a visitor's state is made of, in one snapshot. Whoever reads messages afterwards has all up to `position`.
 * null: the channel is not there.
 */
export async function readVisitorState(
  sql: Sql,
  args: { readonly accountId: string; readonly channelId: string; readonly visitorId: string; readonly now: Date },
): Promise<VisitorStateRow | null> {
  const [row] = await sql<VisitorStateRow[]>`
    select h.position, p.name as property_name, a.locale as account_locale, ch.excluded_from_consent as excluded,
      c.id as chat_id, c.contact_id, d.id as dialogue_id, d.status, d.released_at is not null as released, d.closed_at,
      mg.name as assignee, k.action as answer, k.version as answered_version,
      exists (select from managers m where m.account_id = ch.account_id and m.status in ('free', 'busy') and m.online_until > ${args.now}
        and m.deactivated_at is null) as online
    from channels ch
    join accounts a on a.id = ch.account_id
    join stream_heads h on h.account_id = ch.account_id
    join properties p on p.account_id = ch.account_id and p.id = ch.property_id
    left join chats c on c.account_id = ch.account_id and c.channel_id = ch.id and c.external_id = ${args.visitorId}
    left join dialogues d on d.account_id = c.account_id and d.id = c.last_dialogue_id
    left join managers mg on mg.account_id = d.account_id and mg.id = d.assignee_id and d.status = 'open'
    left join lateral (
      select action, version from consents k
      where k.account_id = c.account_id and k.contact_id = c.contact_id and k.property_id = ch.property_id and k.action <> 'requested'
      order by k.id desc limit 1) k on true
    where ch.account_id = ${args.accountId} and ch.id = ${args.channelId}`
  return row ?? null
}

/** A message that the visitor sent, by the id that it has in the widget's channel. */
export async function findVisitorMessage(
  sql: Sql,
  args: { readonly accountId: string; readonly channelId: string; readonly externalId: string },
): Promise<string | null> {
  const [row] = await sql<{ id: string }[]>`
    select id from messages where account_id = ${args.accountId} and channel_id = ${args.channelId} and external_id = ${args.externalId}`
  return row?.id ?? null
}

/** Whether a message of this visitor's chat offers this button. */
export async function offersButton(
  sql: Sql,
  args: {
    readonly accountId: string
    readonly channelId: string
    readonly visitorId: string
    readonly messageId: string
    readonly value: string
  },
): Promise<boolean> {
  const rows = await sql`
    select 1 from messages m join chats c on c.account_id = m.account_id and c.id = m.chat_id
    where m.account_id = ${args.accountId} and m.id = ${args.messageId} and m.direction = 'out'
      and c.channel_id = ${args.channelId} and c.external_id = ${args.visitorId}
      and m.content -> 'buttons' @> jsonb_build_array(jsonb_build_object('value', ${args.value}::text))`
  return rows.length > 0
}

/** Whether somebody of the account could answer now. */
export async function isSomeoneOnline(sql: Sql, args: { readonly accountId: string; readonly now: Date }): Promise<boolean> {
  const [row] = await sql<{ online: boolean }[]>`
    select exists (select from managers where account_id = ${args.accountId} and status in ('free', 'busy') and online_until > ${args.now}
      and deactivated_at is null) as online`
  return row?.online ?? false
}

export async function propertyName(
  sql: Sql,
  args: { readonly accountId: string; readonly propertyId: string },
): Promise<string | null> {
  const [row] = await sql<{ name: string }[]>`
    select name from properties where account_id = ${args.accountId} and id = ${args.propertyId}`
  return row?.name ?? null
}

/** The widget that was connected first and works. */
export async function firstWidget(sql: Sql): Promise<string | null> {
  const [row] = await sql<{ public_id: string }[]>`
    select k.public_id from channel_directory k join channels c on c.account_id = k.account_id and c.id = k.channel_id
    where c.kind = 'widget' and c.status = 'active' and k.public_id is not null order by c.id limit 1`
  return row?.public_id ?? null
}
