import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { deliveryStatuses, dialogueStatuses, directions } from '../../core/dialogue.ts'
import { accounts, departments, managers } from './accounts.ts'
import { channels, properties } from './channels.ts'
import { accountId, moment, oneOf, rowId } from './columns.ts'

/** A person who writes to the business. */
export const contacts = pgTable(
  'contacts',
  {
    accountId: accountId().references(() => accounts.id, { onDelete: 'cascade' }),
    id: rowId(),
    name: text('name'),
    username: text('username'),
    locale: text('locale'),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.id] })],
)

/** A contact's id in one channel. */
export const identities = pgTable(
  'identities',
  {
    accountId: accountId(),
    channelId: uuid('channel_id').notNull(),
    externalId: text('external_id').notNull(),
    contactId: uuid('contact_id').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.channelId, table.externalId] }),
    index('identities_contact').on(table.accountId, table.contactId),
    foreignKey({ columns: [table.accountId, table.contactId], foreignColumns: [contacts.accountId, contacts.id] }).onDelete(
      'cascade',
    ),
    foreignKey({ columns: [table.accountId, table.channelId], foreignColumns: [channels.accountId, channels.id] }).onDelete(
      'cascade',
    ),
  ],
)

/**
 * A contact at one place of a channel, for good. `last_seq` numbers its messages: whoever writes a message locks this row first, so seq is
 * commit order and has no gaps. `highest_order` is the highest number the platform gave: a lower one that comes later is late.
 */
export const chats = pgTable(
  'chats',
  {
    accountId: accountId(),
    id: rowId(),
    channelId: uuid('channel_id').notNull(),
    externalId: text('external_id').notNull(),
    contactId: uuid('contact_id').notNull(),
    lastSeq: integer('last_seq').notNull().default(0),
    /** The open dialogue, or the latest one; no foreign key, since the two tables would point at each other. */
    lastDialogueId: uuid('last_dialogue_id'),
    highestOrder: bigint('highest_order', { mode: 'number' }),
    lastInboundAt: moment('last_inbound_at'),
    /** The contact blocked us, or left. */
    unreachableAt: moment('unreachable_at'),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    uniqueIndex('chats_external').on(table.accountId, table.channelId, table.externalId),
    index('chats_contact').on(table.accountId, table.contactId),
    foreignKey({ columns: [table.accountId, table.channelId], foreignColumns: [channels.accountId, channels.id] }).onDelete(
      'cascade',
    ),
    foreignKey({ columns: [table.accountId, table.contactId], foreignColumns: [contacts.accountId, contacts.id] }).onDelete(
      'cascade',
    ),
  ],
)

/**
 * One conversation in a chat. At most one per chat is not closed: the partial unique index says so. `released_at` is set by the gate; while it
 * is null nobody sees the dialogue, by any way. `auto_close_at` is written with every message, assignment and setting; null: never.
 * Counters and managers.open_count follow by trigger (migration 0001).
 */
export const dialogues = pgTable(
  'dialogues',
  {
    accountId: accountId(),
    id: rowId(),
    chatId: uuid('chat_id').notNull(),
    channelId: uuid('channel_id').notNull(),
    propertyId: uuid('property_id').notNull(),
    contactId: uuid('contact_id').notNull(),
    departmentId: uuid('department_id'),
    status: text('status').notNull(),
    assigneeId: uuid('assignee_id'),
    releasedAt: moment('released_at'),
    openedAt: moment('opened_at').notNull(),
    becameUnassignedAt: moment('became_unassigned_at'),
    firstSeq: integer('first_seq').notNull(),
    lastSeq: integer('last_seq').notNull(),
    lastInboundSeq: integer('last_inbound_seq').notNull().default(0),
    /** Messages of the contact in it; unread is the difference to the reader's. */
    inboundCount: integer('inbound_count').notNull().default(0),
    lastMessageAt: moment('last_message_at').notNull(),
    lastCustomerAt: moment('last_customer_at'),
    waitingSince: moment('waiting_since'),
    /** { text, direction, fileCount } of the newest message, for the list. Empty while held. */
    snippet: jsonb('snippet'),
    entry: jsonb('entry'),
    consentRequestedAt: moment('consent_requested_at'),
    consentVersion: integer('consent_version'),
    /** When the gate last looked: a held dialogue is looked at again when the customer wrote since. */
    gatedAt: moment('gated_at'),
    autoCloseAt: moment('auto_close_at'),
    closedAt: moment('closed_at'),
    closeReason: text('close_reason'),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    uniqueIndex('dialogues_one_open').on(table.accountId, table.chatId).where(sql`status <> 'closed'`),
    index('dialogues_chat').on(table.accountId, table.chatId, table.firstSeq),
    // the inbox: everything permitted, one manager's, nobody's; newest activity first
    index('dialogues_list').on(table.accountId, table.status, table.lastMessageAt, table.id),
    index('dialogues_assignee').on(table.accountId, table.assigneeId, table.status, table.lastMessageAt, table.id),
    // the gate's and the distributor's backlog, longest waiting first
    index('dialogues_gate').on(table.accountId, table.openedAt).where(sql`status in ('new', 'held')`),
    index('dialogues_backlog')
      .on(table.accountId, sql`coalesce(waiting_since, opened_at)`, table.id)
      .where(sql`status = 'open' and assignee_id is null`),
    // the sweep of auto-close
    index('dialogues_due').on(table.autoCloseAt).where(sql`status = 'open' and auto_close_at is not null`),
    index('dialogues_channel').on(table.accountId, table.channelId),
    check('dialogues_status', sql.raw(oneOf('status', dialogueStatuses))),
    check('dialogues_closed', sql`(status = 'closed') = (closed_at is not null)`),
    check('dialogues_released', sql`status <> 'open' or released_at is not null`),
    check('dialogues_assigned', sql`assignee_id is null or released_at is not null`),
    foreignKey({ columns: [table.accountId, table.chatId], foreignColumns: [chats.accountId, chats.id] }).onDelete('cascade'),
    foreignKey({ columns: [table.accountId, table.channelId], foreignColumns: [channels.accountId, channels.id] }).onDelete(
      'cascade',
    ),
    foreignKey({ columns: [table.accountId, table.propertyId], foreignColumns: [properties.accountId, properties.id] }).onDelete(
      'cascade',
    ),
    foreignKey({ columns: [table.accountId, table.contactId], foreignColumns: [contacts.accountId, contacts.id] }).onDelete(
      'cascade',
    ),
    foreignKey({
      columns: [table.accountId, table.departmentId],
      foreignColumns: [departments.accountId, departments.id],
    }).onDelete('restrict'),
    foreignKey({ columns: [table.accountId, table.assigneeId], foreignColumns: [managers.accountId, managers.id] }).onDelete(
      'restrict',
    ),
  ],
)

/**
 * A message of a chat, numbered by `seq`. `text` is '' while nothing was said in words. `content` holds what not every message has: buttons,
 * reactions, an event's data, the platform's word for what we can't show. Outbound: `status` is the delivery status, `next_attempt_at` when the
 * lane may send it, `lease_until` while an attempt is under way. `automatic` texts may be sent twice; a person's never by itself.
 */
export const messages = pgTable(
  'messages',
  {
    accountId: accountId(),
    id: rowId(),
    chatId: uuid('chat_id').notNull(),
    dialogueId: uuid('dialogue_id').notNull(),
    channelId: uuid('channel_id').notNull(),
    seq: integer('seq').notNull(),
    direction: text('direction').notNull(),
    text: text('text').notNull(),
    content: jsonb('content'),
    managerId: uuid('manager_id'),
    externalId: text('external_id'),
    replyToId: uuid('reply_to_id'),
    clientId: text('client_id'),
    automatic: boolean('automatic').notNull().default(false),
    status: text('status'),
    failureReason: text('failure_reason'),
    failureDetail: text('failure_detail'),
    attempt: smallint('attempt').notNull().default(0),
    nextAttemptAt: moment('next_attempt_at'),
    leaseUntil: moment('lease_until'),
    platformAt: moment('platform_at').notNull(),
    late: boolean('late').notNull().default(false),
    editedAt: moment('edited_at'),
    removedAt: moment('removed_at'),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    uniqueIndex('messages_seq').on(table.accountId, table.chatId, table.seq),
    // receipts, edits and answers name the platform's id
    uniqueIndex('messages_external').on(table.accountId, table.channelId, table.externalId).where(sql`external_id is not null`),
    uniqueIndex('messages_client').on(table.accountId, table.chatId, table.clientId).where(sql`client_id is not null`),
    // the lanes: what is to be sent on a channel, and what an attempt holds
    index('messages_due').on(table.accountId, table.channelId, table.nextAttemptAt).where(sql`status in ('queued', 'sending')`),
    index('messages_lane').on(table.accountId, table.chatId, table.seq).where(sql`status in ('queued', 'sending')`),
    check('messages_direction', sql.raw(oneOf('direction', directions))),
    check('messages_status', sql.raw(`status is null or ${oneOf('status', deliveryStatuses)}`)),
    foreignKey({ columns: [table.accountId, table.dialogueId], foreignColumns: [dialogues.accountId, dialogues.id] }).onDelete(
      'cascade',
    ),
    foreignKey({ columns: [table.accountId, table.managerId], foreignColumns: [managers.accountId, managers.id] }).onDelete(
      'restrict',
    ),
  ],
)

/** What a message said before each edit. */
export const messageEdits = pgTable(
  'message_edits',
  {
    accountId: accountId(),
    messageId: uuid('message_id').notNull(),
    at: moment('at').notNull(),
    text: text('text').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.messageId, table.at] }),
    foreignKey({ columns: [table.accountId, table.messageId], foreignColumns: [messages.accountId, messages.id] }).onDelete(
      'cascade',
    ),
  ],
)

/** The ledger of attempts to send. A platform may give several ids for one message (a long text is split). */
export const deliveryAttempts = pgTable(
  'delivery_attempts',
  {
    accountId: accountId(),
    messageId: uuid('message_id').notNull(),
    attempt: smallint('attempt').notNull(),
    startedAt: moment('started_at').notNull(),
    endedAt: moment('ended_at'),
    outcome: text('outcome'),
    reason: text('reason'),
    detail: text('detail'),
    externalIds: jsonb('external_ids'),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.messageId, table.attempt] }),
    foreignKey({ columns: [table.accountId, table.messageId], foreignColumns: [messages.accountId, messages.id] }).onDelete(
      'cascade',
    ),
  ],
)

/**
 * A file of a message, or uploaded and not yet sent (`message_id` null; purged after a day). `ref` is the platform's name for it, `storage_key`
 * ours once it is copied.
 */
export const files = pgTable(
  'files',
  {
    accountId: accountId().references(() => accounts.id, { onDelete: 'cascade' }),
    id: rowId(),
    channelId: uuid('channel_id'),
    messageId: uuid('message_id'),
    /** Who uploaded it: a manager's id, or a visitor's. Only they may send it. */
    uploaderId: text('uploader_id'),
    ordinal: smallint('ordinal').notNull().default(0),
    ref: text('ref'),
    storageKey: text('storage_key'),
    state: text('state').notNull(),
    attempts: smallint('attempts').notNull().default(0),
    nextAttemptAt: moment('next_attempt_at'),
    kind: text('kind').notNull(),
    name: text('name').notNull(),
    mimeType: text('mime_type').notNull(),
    bytes: bigint('bytes', { mode: 'number' }),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    index('files_message').on(table.accountId, table.messageId),
    index('files_pending').on(table.nextAttemptAt).where(sql`state = 'pending'`),
    foreignKey({ columns: [table.accountId, table.messageId], foreignColumns: [messages.accountId, messages.id] }).onDelete(
      'cascade',
    ),
  ],
)

/** How far a manager has read. */
export const dialogueReads = pgTable(
  'dialogue_reads',
  {
    accountId: accountId(),
    managerId: uuid('manager_id').notNull(),
    dialogueId: uuid('dialogue_id').notNull(),
    seq: integer('seq').notNull(),
    inboundCount: integer('inbound_count').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.managerId, table.dialogueId] }),
    index('dialogue_reads_dialogue').on(table.accountId, table.dialogueId),
    foreignKey({ columns: [table.accountId, table.managerId], foreignColumns: [managers.accountId, managers.id] }).onDelete(
      'cascade',
    ),
    foreignKey({ columns: [table.accountId, table.dialogueId], foreignColumns: [dialogues.accountId, dialogues.id] }).onDelete(
      'cascade',
    ),
  ],
)
