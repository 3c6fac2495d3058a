import type { Sql } from '../../db/client.ts'
import type { TelegramServer } from '../support/telegram-server.ts'
import type { Evidence } from './checker.ts'

type Journals = Pick<Evidence, 'inbound' | 'replies'>

/** What the database and the platform say, beside the generator's journals. */
export async function gather(sql: Sql, telegram: TelegramServer, journals: Journals): Promise<Evidence> {
  const stored = await sql<{ token: string; chat: string; seq: number }[]>`
    select split_part(m.text, ' ', 1) as token, c.external_id as chat, m.seq from messages m
    join chats c on c.account_id = m.account_id and c.id = m.chat_id where m.direction = 'in'`
  const outbound = await sql<{ token: string; chat: string; seq: number; status: string }[]>`
    select split_part(m.text, ' ', 1) as token, c.external_id as chat, m.seq, m.status from messages m
    join chats c on c.account_id = m.account_id and c.id = m.chat_id where m.direction = 'out' and not m.automatic`
  const openTwice = await sql<
    { chat: string }[]
  >`select chat_id as chat from dialogues where status <> 'closed' group by chat_id having count(*) > 1`
  const numbers = await sql<{ chat: string; messages: number; highest: number }[]>`
    select c.external_id as chat, count(m.id)::int as messages, c.last_seq as highest from chats c
    left join messages m on m.account_id = c.account_id and m.chat_id = c.id group by c.account_id, c.id`
  return {
    ...journals,
    stored,
    outbound,
    delivered: telegram.sent
      .filter((call) => call.method === 'sendMessage')
      .map((call) => ({ token: String(call.params['text']).split(' ')[0] ?? '', chat: String(call.params['chat_id']) })),
    stuck: await findStuck(sql),
    openTwice: openTwice.map((row) => row.chat),
    numbers,
    wrongCounters: await findWrongCounters(sql),
  }
}

/** What waits for the hub and not for a person. `due` is how long ago it should have happened at the latest. */
export async function findStuck(sql: Sql): Promise<string[]> {
  const rows = await sql<{ what: string; count: number }[]>`
    select 'messages ' || status as what, count(*)::int as count from messages where status in ('queued', 'sending') group by status
    union all select 'dialogues ' || status, count(*)::int from dialogues where status in ('new', 'held') group by status
    union all select 'dialogues open with nobody', count(*)::int from dialogues where status = 'open' and assignee_id is null having count(*) > 0
    union all select 'dialogues that should be closed', count(*)::int from dialogues
      where status = 'open' and auto_close_at < now() - interval '60 seconds' having count(*) > 0`
  return rows.map((row) => `${row.count} ${row.what}`)
}

async function findWrongCounters(sql: Sql): Promise<string[]> {
  const rows = await sql<{ what: string }[]>`
    select format('%s of %s: %s kept, %s there', k.status, coalesce(k.assignee_id::text, 'nobody'), k.count, coalesce(d.count, 0)) as what
    from (select account_id, status, assignee_id, sum(count)::int as count from dialogue_counters where status in ('open', 'closed') group by 1, 2, 3) k
    full join (select account_id, status, assignee_id, count(*)::int as count from dialogues where status in ('open', 'closed') group by 1, 2, 3) d
      on d.account_id = k.account_id and d.status = k.status and d.assignee_id is not distinct from k.assignee_id
    where coalesce(k.count, 0) <> coalesce(d.count, 0)
    union all
    select format('manager: %s kept, %s there', m.open_count, count(d.id)) from managers m
    left join dialogues d on d.account_id = m.account_id and d.assignee_id = m.id and d.status = 'open'
    group by m.account_id, m.id having m.open_count <> count(d.id)`
  return rows.map((row) => row.what)
}
