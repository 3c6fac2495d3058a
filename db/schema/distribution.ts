import { sql } from 'drizzle-orm'
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { accounts } from './accounts.ts'
import { accountId, moment, rowId } from './columns.ts'
import { dialogues } from './dialogues.ts'

/** Who got a dialogue, when and why. `candidates`: the best 20 with their scores; `excluded`: how many fell out for what. Purged by age. */
export const assignmentDecisions = pgTable(
  'assignment_decisions',
  {
    accountId: accountId(),
    id: rowId(),
    dialogueId: uuid('dialogue_id').notNull(),
    at: moment('at').notNull(),
    by: text('by').notNull(),
    byManagerId: uuid('by_manager_id'),
    rule: text('rule').notNull(),
    fromManagerId: uuid('from_manager_id'),
    toManagerId: uuid('to_manager_id'),
    candidates: jsonb('candidates').notNull(),
    excluded: jsonb('excluded').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    // purge by age: rows arrive in order of time
    index('assignment_decisions_at').using('brin', table.at),
    index('assignment_decisions_dialogue').on(table.accountId, table.dialogueId, table.at),
    foreignKey({ columns: [table.accountId, table.dialogueId], foreignColumns: [dialogues.accountId, dialogues.id] }).onDelete(
      'cascade',
    ),
  ],
)

/** How many dialogues stand in each bucket; kept by trigger. A badge is the sum over the buckets that the predicate allows. */
export const dialogueCounters = pgTable(
  'dialogue_counters',
  {
    accountId: accountId(),
    propertyId: uuid('property_id').notNull(),
    channelId: uuid('channel_id').notNull(),
    departmentId: uuid('department_id'),
    assigneeId: uuid('assignee_id'),
    status: text('status').notNull(),
    count: integer('count').notNull(),
  },
  (table) => [
    uniqueIndex('dialogue_counters_bucket').on(
      table.accountId,
      table.status,
      table.channelId,
      table.propertyId,
      sql`coalesce(department_id, '00000000-0000-0000-0000-000000000000'::uuid)`,
      sql`coalesce(assignee_id, '00000000-0000-0000-0000-000000000000'::uuid)`,
    ),
    foreignKey({ columns: [table.accountId], foreignColumns: [accounts.id] }).onDelete('cascade'),
  ],
)
