import { sql } from 'drizzle-orm'
import { boolean, foreignKey, index, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { accounts } from './accounts.ts'
import { accountId, moment, rowId } from './columns.ts'

/** One of the business's sites or pages. Every channel belongs to exactly one. */
export const properties = pgTable(
  'properties',
  {
    accountId: accountId().references(() => accounts.id, { onDelete: 'cascade' }),
    id: rowId(),
    kind: text('kind').notNull(),
    name: text('name').notNull(),
    siteUrl: text('site_url'),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.id] })],
)

/**
 * One connected messenger account. `secrets` is sealed, one ciphertext per field; `secret_hints` holds the last four characters.
 * `paused_until` is the platform's retry_after for the whole channel. Never deleted: removed, so that its dialogues keep what they point at.
 */
export const channels = pgTable(
  'channels',
  {
    accountId: accountId(),
    id: rowId(),
    propertyId: uuid('property_id').notNull(),
    kind: text('kind').notNull(),
    name: text('name').notNull(),
    status: text('status').notNull().default('active'),
    config: jsonb('config').notNull(),
    secrets: jsonb('secrets').notNull(),
    secretHints: jsonb('secret_hints').notNull(),
    excludedFromConsent: boolean('excluded_from_consent').notNull().default(false),
    health: jsonb('health'),
    pausedUntil: moment('paused_until'),
    lastInboundAt: moment('last_inbound_at'),
    lastOutboundAt: moment('last_outbound_at'),
    createdAt: moment('created_at').notNull(),
    removedAt: moment('removed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    index('channels_property').on(table.accountId, table.propertyId),
    foreignKey({ columns: [table.accountId, table.propertyId], foreignColumns: [properties.accountId, properties.id] }).onDelete(
      'cascade',
    ),
  ],
)

/**
 * Directory: which account a channel id of a webhook, or a widget's public id, belongs to; and that one messenger account is connected once
 * only in the whole hub (`external_account`, e.g. `telegram:123`; null where the kind has none, and after removal).
 */
export const channelDirectory = pgTable(
  'channel_directory',
  {
    channelId: uuid('channel_id').primaryKey(),
    accountId: accountId(),
    publicId: text('public_id').unique(),
    externalAccount: text('external_account').unique(),
  },
  (table) => [
    uniqueIndex('channel_directory_channel').on(table.accountId, table.channelId),
    foreignKey({ columns: [table.accountId, table.channelId], foreignColumns: [channels.accountId, channels.id] }).onDelete(
      'cascade',
    ),
  ],
)

/**
 * The journal: each event that a platform told us, once. The primary key is the deduplication. `payload` is what was said, for re-drive; it
 * is emptied with the message (purge, refusal, erasure) and by age, the key stays. status: stored, or dead (with the reason).
 */
export const inboundEvents = pgTable(
  'inbound_events',
  {
    accountId: accountId(),
    channelId: uuid('channel_id').notNull(),
    externalId: text('external_id').notNull(),
    id: uuid('id').notNull(),
    type: text('type').notNull(),
    /** The chat's external id: where the purge of a chat finds its payloads. */
    place: text('place'),
    status: text('status').notNull(),
    reason: text('reason'),
    attempts: smallint('attempts').notNull().default(1),
    payload: text('payload'),
    receivedAt: moment('received_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.channelId, table.externalId] }),
    // purge by age: BRIN-like use, rows arrive in order of time
    index('inbound_events_received').using('brin', table.receivedAt),
    // the dead letters page
    index('inbound_events_dead').on(table.accountId, table.id).where(sql`status = 'dead'`),
    foreignKey({ columns: [table.accountId, table.channelId], foreignColumns: [channels.accountId, channels.id] }).onDelete(
      'cascade',
    ),
  ],
)

/** A visitor's session in the widget. Directory: looked up by the hash of its token. */
export const visitorSessions = pgTable(
  'visitor_sessions',
  {
    tokenHash: text('token_hash').primaryKey(),
    accountId: accountId(),
    channelId: uuid('channel_id').notNull(),
    /** The chat's external id in this channel. */
    visitorId: uuid('visitor_id').notNull(),
    locale: text('locale'),
    pageUrl: text('page_url'),
    createdAt: moment('created_at').notNull(),
    lastSeenAt: moment('last_seen_at').notNull(),
    endedAt: moment('ended_at'),
  },
  (table) => [
    index('visitor_sessions_visitor').on(table.accountId, table.channelId, table.visitorId),
    foreignKey({ columns: [table.accountId, table.channelId], foreignColumns: [channels.accountId, channels.id] }).onDelete(
      'cascade',
    ),
  ],
)
