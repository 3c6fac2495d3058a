import type { Sql } from '../client.ts'

/** By age. The journal's keys stay twice as long as its payloads: a platform may repeat itself late. */
export async function purgeByAge(
  sql: Sql,
  args: {
    readonly payloadsBefore: Date
    readonly journalBefore: Date
    readonly streamBefore: Date
    readonly decisionsBefore: Date
    readonly limitsBeforeMs: number
    readonly endedBefore: Date
    readonly visitorsBefore: Date
  },
): Promise<Readonly<Record<string, number>>> {
  const payloads =
    await sql`update inbound_events set payload = null where received_at < ${args.payloadsBefore} and payload is not null and status = 'stored'`
  const journal = await sql`delete from inbound_events where received_at < ${args.journalBefore}`
  const stream = await sql<{ account_id: string; position: number }[]>`
    with gone as (delete from stream_events where at < ${args.streamBefore} returning account_id, position)
    update stream_heads h set purged_to = greatest(h.purged_to, g.position) from (select account_id, max(position) as position from gone group by 1) g
    where h.account_id = g.account_id returning h.account_id, h.purged_to as position`
  const decisions = await sql`delete from assignment_decisions where at < ${args.decisionsBefore}`
  // What has run out a month ago is of no use to anyone.
  await sql`delete from sessions where expires_at < ${args.endedBefore}`
  await sql`delete from verifications where expires_at < ${args.endedBefore}`
  await sql`delete from invites where expires_at < ${args.endedBefore} and accepted_at is null`
  await sql`delete from visitor_sessions where coalesce(ended_at, last_seen_at) < ${args.visitorsBefore}`
  const limits = await sql`delete from rate_limits where reset_at < ${args.limitsBeforeMs}`
  return {
    payloads: payloads.count,
    journal: journal.count,
    streams: stream.count,
    decisions: decisions.count,
    limits: limits.count,
  }
}

export async function accountsWithHeld(sql: Sql): Promise<string[]> {
  const rows = await sql<{ account_id: string }[]>`select distinct account_id from dialogues where status = 'held'`
  return rows.map((row) => row.account_id)
}
