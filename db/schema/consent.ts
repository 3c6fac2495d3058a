import { sql } from 'drizzle-orm'
import { check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { consentActions } from '../../core/consent.ts'
import { accounts } from './accounts.ts'
import { channels, properties } from './channels.ts'
import { accountId, moment, oneOf, rowId } from './columns.ts'
import { contacts } from './dialogues.ts'

/** The texts of one policy version, never changed: what a person agreed to can be shown for as long as the ledger stands. */
export const policyVersions = pgTable(
  'policy_versions',
  {
    accountId: accountId().references(() => accounts.id, { onDelete: 'cascade' }),
    version: integer('version').notNull(),
    texts: jsonb('texts').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.version] })],
)

/** The ledger: append-only (a trigger refuses UPDATE, migration 0001). `text` is exactly what was shown; `evidence` the platform's event. */
export const consents = pgTable(
  'consents',
  {
    accountId: accountId(),
    id: rowId(),
    contactId: uuid('contact_id').notNull(),
    channelId: uuid('channel_id').notNull(),
    propertyId: uuid('property_id').notNull(),
    action: text('action').notNull(),
    version: integer('version').notNull(),
    locale: text('locale').notNull(),
    textHash: text('text_hash').notNull(),
    text: text('text').notNull(),
    url: text('url').notNull(),
    evidence: text('evidence').notNull(),
    at: moment('at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    // the gate: the contact's latest answer for this property
    index('consents_contact').on(table.accountId, table.contactId, table.propertyId, table.id),
    check('consents_action', sql.raw(oneOf('action', consentActions))),
    foreignKey({ columns: [table.accountId, table.contactId], foreignColumns: [contacts.accountId, contacts.id] }).onDelete(
      'cascade',
    ),
    foreignKey({ columns: [table.accountId, table.channelId], foreignColumns: [channels.accountId, channels.id] }).onDelete(
      'cascade',
    ),
    foreignKey({ columns: [table.accountId, table.propertyId], foreignColumns: [properties.accountId, properties.id] }).onDelete(
      'cascade',
    ),
    foreignKey({
      columns: [table.accountId, table.version],
      foreignColumns: [policyVersions.accountId, policyVersions.version],
    }).onDelete('cascade'),
  ],
)
