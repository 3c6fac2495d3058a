import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { accountId, moment, rowId } from './columns.ts'

/** A business that uses the hub. Written by set-up, sign-up and the command line. */
export const accounts = pgTable('accounts', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  /** IANA name; the calendar month and business hours are counted in it. */
  timeZone: text('time_zone').notNull(),
  locale: text('locale').notNull().default('en'),
  createdAt: moment('created_at').notNull(),
})

/**
 * The head of an account's stream. The transaction that writes events takes its positions here last, so that no position becomes visible
 * before a lower one. One row per account, made with it.
 */
export const streamHeads = pgTable('stream_heads', {
  accountId: uuid('account_id')
    .primaryKey()
    .references(() => accounts.id, { onDelete: 'cascade' }),
  position: bigint('position', { mode: 'number' }).notNull().default(0),
  /** Events up to here were purged by age: who resumes from before must reload. */
  purgedTo: bigint('purged_to', { mode: 'number' }).notNull().default(0),
})

/** The account's settings, one row per group (core/settings.ts); a missing row means the defaults. */
export const settings = pgTable(
  'settings',
  {
    accountId: accountId().references(() => accounts.id, { onDelete: 'cascade' }),
    group: text('group').notNull(),
    value: jsonb('value').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.group] })],
)

/**
 * A person of the account who answers. `user_id` is null until the invitation is accepted. `open_count` counts the open dialogues assigned to
 * them, kept by the trigger on dialogues. Never deleted: deactivated.
 */
export const managers = pgTable(
  'managers',
  {
    accountId: accountId().references(() => accounts.id, { onDelete: 'cascade' }),
    id: rowId(),
    userId: text('user_id'),
    email: text('email').notNull(),
    name: text('name').notNull(),
    role: text('role').notNull(),
    status: text('status').notNull().default('offline'),
    capacity: integer('capacity'),
    openCount: integer('open_count').notNull().default(0),
    lastAssignedAt: moment('last_assigned_at'),
    /** Present while a socket is open: renewed by it, over a minute old means gone. */
    onlineUntil: moment('online_until'),
    preferences: jsonb('preferences').notNull().default({}),
    deactivatedAt: moment('deactivated_at'),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    uniqueIndex('managers_email').on(table.accountId, table.email),
    // who am I: the accounts of a signed-in person
    index('managers_user').on(table.userId),
  ],
)

/** Departments, and who works in them: visibility depends on it. */
export const departments = pgTable(
  'departments',
  {
    accountId: accountId().references(() => accounts.id, { onDelete: 'cascade' }),
    id: rowId(),
    name: text('name').notNull(),
    deactivatedAt: moment('deactivated_at'),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    uniqueIndex('departments_name').on(table.accountId, table.name),
  ],
)

export const managerDepartments = pgTable(
  'manager_departments',
  { accountId: accountId(), managerId: uuid('manager_id').notNull(), departmentId: uuid('department_id').notNull() },
  (table) => [
    primaryKey({ columns: [table.accountId, table.managerId, table.departmentId] }),
    index('manager_departments_department').on(table.accountId, table.departmentId),
    foreignKey({ columns: [table.accountId, table.managerId], foreignColumns: [managers.accountId, managers.id] }).onDelete(
      'cascade',
    ),
    foreignKey({
      columns: [table.accountId, table.departmentId],
      foreignColumns: [departments.accountId, departments.id],
    }).onDelete('cascade'),
  ],
)

/** A link that makes somebody a manager. Directory table: looked up by the hash of its token, without an account. One per manager. */
export const invites = pgTable(
  'invites',
  {
    tokenHash: text('token_hash').primaryKey(),
    accountId: accountId(),
    managerId: uuid('manager_id').notNull(),
    expiresAt: moment('expires_at').notNull(),
    acceptedAt: moment('accepted_at'),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    index('invites_manager').on(table.accountId, table.managerId),
    foreignKey({ columns: [table.accountId, table.managerId], foreignColumns: [managers.accountId, managers.id] }).onDelete(
      'cascade',
    ),
  ],
)

/** A program's key. Directory table: looked up by hash. The key itself is shown once and kept nowhere. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: uuid('id').primaryKey(),
    accountId: accountId().references(() => accounts.id, { onDelete: 'cascade' }),
    tokenHash: text('token_hash').notNull().unique(),
    last4: text('last4').notNull(),
    name: text('name').notNull(),
    role: text('role').notNull(),
    createdAt: moment('created_at').notNull(),
    lastUsedAt: moment('last_used_at'),
    revokedAt: moment('revoked_at'),
  },
  (table) => [index('api_keys_account').on(table.accountId)],
)

/** The token of the set-up link; one row at most, gone when the first administrator exists. */
export const setupTokens = pgTable('setup_tokens', {
  only: boolean('only').primaryKey().default(true),
  tokenHash: text('token_hash').notNull(),
  createdAt: moment('created_at').notNull(),
})

/**
 * Who may run what exists once: a gateway, the scheduler. `token` rises with each change of hands; every write of a gateway carries it, so that
 * one which was stopped and goes on finds itself fenced off.
 */
export const leases = pgTable('leases', {
  name: text('name').primaryKey(),
  holder: text('holder').notNull(),
  token: bigint('token', { mode: 'number' }).notNull(),
  expiresAt: moment('expires_at').notNull(),
  /** What the holder must remember for its successor (an offset, a session). */
  state: jsonb('state').notNull().default({}),
})
