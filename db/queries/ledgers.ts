import type { Sql, Tx } from '../client.ts'

export type ConsentView = {
  id: string
  contact_id: string
  channel_id: string
  property_id: string
  action: 'requested' | 'agreed' | 'declined' | 'withdrawn'
  version: number
  locale: string
  text_hash: string
  text: string
  url: string
  evidence: string
  at: Date
}

export async function listConsents(
  sql: Sql,
  args: { readonly accountId: string; readonly contactId: string | null; readonly before: string | null; readonly limit: number },
): Promise<ConsentView[]> {
  return await sql<ConsentView[]>`
    select id, contact_id, channel_id, property_id, action, version, locale, text_hash, text, url, evidence, at from consents
    where account_id = ${args.accountId} and (${args.contactId}::uuid is null or contact_id = ${args.contactId}) and (${args.before}::uuid is null or id < ${args.before})
    order by id desc limit ${args.limit}`
}

export type DeadView = {
  id: string
  channel_id: string
  external_id: string
  received_at: Date
  reason: string | null
  attempts: number
  payload: string | null
  place: string | null
}

/** A dead letter of a chat that is not released (held, or unknown to us) shows its reason, not its words. */
export async function listDeadLetters(
  sql: Sql,
  args: { readonly accountId: string; readonly before: string | null; readonly limit: number },
): Promise<DeadView[]> {
  return await sql<DeadView[]>`
    select e.id, e.channel_id, e.external_id, e.received_at, e.reason, e.attempts, e.place,
      case when exists (
        select 1 from chats c join dialogues d on d.account_id = c.account_id and d.id = c.last_dialogue_id
        where c.account_id = e.account_id and c.channel_id = e.channel_id and c.external_id = e.place and d.released_at is not null) then e.payload end as payload
    from inbound_events e
    where e.account_id = ${args.accountId} and e.status = 'dead' and (${args.before}::uuid is null or e.id < ${args.before})
    order by e.id desc limit ${args.limit}`
}

/**
 * Frees the event's key for a new try; the letter itself stays until that has succeeded, under a key of its own. `external_id` is the key that it had. Of
 * two at once, one gets it; one that was taken by a process that died can be taken again.
 */
export async function takeDeadLetter(
  tx: Tx,
  args: { readonly accountId: string; readonly id: string },
): Promise<DeadView | null> {
  const [row] = await tx<DeadView[]>`
    update inbound_events e set external_id = 'letter:' || e.id, attempts = e.attempts + 1
    from (select account_id, channel_id, external_id from inbound_events where account_id = ${args.accountId} and id = ${args.id} and status = 'dead'
      and payload is not null for update skip locked) k
    where e.account_id = k.account_id and e.channel_id = k.channel_id and e.external_id = k.external_id
    returning e.id, e.channel_id, k.external_id, e.received_at, e.reason, e.attempts, e.payload, e.place`
  return row ?? null
}

/** It is processed. */
export async function endDeadLetter(tx: Tx, args: { readonly accountId: string; readonly id: string }): Promise<void> {
  await tx`delete from inbound_events where account_id = ${args.accountId} and id = ${args.id} and status = 'dead'`
}

/**
 * It failed again: what came of its events (`keys`) is the same letter, not another one. Under its old key, so that the platform's repetitions still
 * meet it.
 */
export async function keepDeadLetter(
  tx: Tx,
  args: {
    readonly accountId: string
    readonly letter: Pick<DeadView, 'id' | 'channel_id' | 'external_id'>
    readonly keys: readonly string[]
    readonly reason: string
  },
): Promise<void> {
  const { accountId, letter } = args
  await tx`
    delete from inbound_events where account_id = ${accountId} and channel_id = ${letter.channel_id} and status = 'dead' and id <> ${letter.id}
      and external_id = any(${[...args.keys]})`
  await tx`
    update inbound_events e set reason = ${args.reason}, external_id = case when exists (
        select 1 from inbound_events x where x.account_id = e.account_id and x.channel_id = e.channel_id and x.external_id = ${letter.external_id})
      then e.external_id else ${letter.external_id} end
    where e.account_id = ${accountId} and e.id = ${letter.id} and e.status = 'dead'`
}

/** Why one of these events is a dead letter; null: none is. */
export async function deadReason(
  sql: Sql,
  args: { readonly accountId: string; readonly channelId: string; readonly keys: readonly string[] },
): Promise<string | null> {
  const [row] = await sql<{ reason: string | null }[]>`
    select reason from inbound_events
    where account_id = ${args.accountId} and channel_id = ${args.channelId} and external_id = any(${[...args.keys]}) and status = 'dead' limit 1`
  return row ? (row.reason ?? 'unknown') : null
}

export async function deadLetterExists(sql: Sql, args: { readonly accountId: string; readonly id: string }): Promise<boolean> {
  const rows =
    await sql`select 1 from inbound_events where account_id = ${args.accountId} and id = ${args.id} and status = 'dead'`
  return rows.length > 0
}

export type DecisionView = {
  id: string
  at: Date
  by: 'auto' | 'manager' | 'system'
  by_manager_id: string | null
  rule: string
  from_manager_id: string | null
  to_manager_id: string | null
  candidates: { managerId: string; openCount: number; capacity: number; lastAssignedAt: string | null }[]
  excluded: Record<string, number>
}

export async function listDecisions(
  sql: Sql,
  args: { readonly accountId: string; readonly dialogueId: string },
): Promise<DecisionView[]> {
  return await sql<DecisionView[]>`
    select id, at, by, by_manager_id, rule, from_manager_id, to_manager_id, candidates, excluded from assignment_decisions
    where account_id = ${args.accountId} and dialogue_id = ${args.dialogueId} order by at, id limit 200`
}
