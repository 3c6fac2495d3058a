import { newId } from '../../core/ids.ts'
import type { Sql } from '../../db/client.ts'

/** Ids of one thing of every kind that a path of the API can name; the keys are the words before the parameter. */
export type WholeAccount = Readonly<Record<string, string>>

/** Fills an account with one of everything. */
export async function fillAccount(
  sql: Sql,
  args: { readonly accountId: string; readonly managerId: string; readonly userId: string },
): Promise<WholeAccount> {
  const { accountId, managerId, userId } = args
  const ids = Object.fromEntries(
    ['properties', 'channels', 'contacts', 'chats', 'dialogues', 'messages', 'api-keys', 'dead-letters', 'files'].map((kind) => [
      kind,
      newId(),
    ]),
  )
  const id = (kind: string): string => ids[kind] ?? ''
  const now = new Date()
  await sql`insert into properties (account_id, id, kind, name, created_at) values (${accountId}, ${id('properties')}, 'site', 'Site', ${now})`
  await sql`
    insert into channels (account_id, id, property_id, kind, name, config, secrets, secret_hints, created_at)
    values (${accountId}, ${id('channels')}, ${id('properties')}, 'widget', 'Chat', '{}', '{}', '{}', ${now})`
  await sql`insert into channel_directory (channel_id, account_id) values (${id('channels')}, ${accountId})`
  await sql`insert into contacts (account_id, id, name, created_at) values (${accountId}, ${id('contacts')}, 'Secret customer', ${now})`
  await sql`
    insert into chats (account_id, id, channel_id, external_id, contact_id, last_seq, last_dialogue_id, created_at)
    values (${accountId}, ${id('chats')}, ${id('channels')}, ${newId()}, ${id('contacts')}, 1, ${id('dialogues')}, ${now})`
  await sql`
    insert into dialogues (account_id, id, chat_id, channel_id, property_id, contact_id, status, assignee_id, released_at, opened_at, first_seq, last_seq, last_message_at)
    values (${accountId}, ${id('dialogues')}, ${id('chats')}, ${id('channels')}, ${id('properties')}, ${id('contacts')}, 'open', ${managerId}, ${now}, ${now}, 1, 1, ${now})`
  await sql`
    insert into messages (account_id, id, chat_id, dialogue_id, channel_id, seq, direction, text, status, failure_reason, manager_id, platform_at, created_at)
    values (${accountId}, ${id('messages')}, ${id('chats')}, ${id('dialogues')}, ${id('channels')}, 1, 'out', 'Secret answer', 'failed', 'unreachable', ${managerId}, ${now}, ${now})`
  await sql`
    insert into inbound_events (account_id, channel_id, external_id, id, type, status, reason, payload, received_at)
    values (${accountId}, ${id('channels')}, ${newId()}, ${id('dead-letters')}, 'message', 'dead', 'test', '{"text":"Secret letter"}', ${now})`
  await sql`
    insert into api_keys (id, account_id, token_hash, last4, name, role, created_at)
    values (${id('api-keys')}, ${accountId}, ${newId()}, 'abcd', 'Secret key', 'manager', ${now})`
  await sql`
    insert into files (account_id, id, channel_id, message_id, state, kind, name, mime_type, created_at)
    values (${accountId}, ${id('files')}, ${id('channels')}, ${id('messages')}, 'stored', 'image', 'secret.png', 'image/png', ${now})`
  const [session] = await sql<{ id: string }[]>`select id from sessions where user_id = ${userId} limit 1`
  return { ...ids, managers: managerId, sessions: session?.id ?? '', account: accountId }
}

/** Everything that the account's rows say, to see that nothing was changed. */
export async function dumpAccount(sql: Sql, accountId: string): Promise<string> {
  const [row] = await sql<[{ dump: string }]>`
    select jsonb_build_object(
      'properties', (select jsonb_agg(t order by t.id) from properties t where account_id = ${accountId}),
      'channels', (select jsonb_agg(t order by t.id) from channels t where account_id = ${accountId}),
      'dialogues', (select jsonb_agg(t order by t.id) from dialogues t where account_id = ${accountId}),
      'messages', (select jsonb_agg(t order by t.id) from messages t where account_id = ${accountId}),
      'events', (select jsonb_agg(t order by t.id) from inbound_events t where account_id = ${accountId}),
      'managers', (select jsonb_agg(to_jsonb(t) - 'online_until' order by t.id) from managers t where account_id = ${accountId}),
      'keys', (select jsonb_agg(t order by t.id) from api_keys t where account_id = ${accountId}),
      'invites', (select count(*) from invites where account_id = ${accountId}),
      'reads', (select count(*) from dialogue_reads where account_id = ${accountId}),
      'sessions', (select count(*) from sessions s join managers m on m.user_id = s.user_id where m.account_id = ${accountId})
    )::text as dump`
  return row.dump
}
