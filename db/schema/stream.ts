import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { accounts } from './accounts.ts'
import { accountId, moment } from './columns.ts'

/**
 * What the screens are told, in order. Carries ids and who may see it (released, assignee, department; `previous_assignee_id` is told that it is
 * gone), never a text: the row that it points at is read when it is sent, under the predicate of that moment. Purged by age.
 */
export const streamEvents = pgTable(
  'stream_events',
  {
    accountId: accountId().references(() => accounts.id, { onDelete: 'cascade' }),
    position: bigint('position', { mode: 'number' }).notNull(),
    at: moment('at').notNull(),
    type: text('type').notNull(),
    dialogueId: uuid('dialogue_id'),
    chatId: uuid('chat_id'),
    messageId: uuid('message_id'),
    seq: integer('seq'),
    released: boolean('released').notNull(),
    assigneeId: uuid('assignee_id'),
    departmentId: uuid('department_id'),
    previousAssigneeId: uuid('previous_assignee_id'),
    data: jsonb('data'),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.position] }),
    // purge by age: rows arrive in order of time
    index('stream_events_at').using('brin', table.at),
    // a visitor's own events
    index('stream_events_chat').on(table.accountId, table.chatId, table.position),
  ],
)
