import type { HandlerQuery } from '../../../core/api/index.ts'
import type { Consent } from '../../../core/api/shapes.ts'
import type { Actor } from '../../../core/permissions.ts'
import { listConsents } from '../../../db/queries/ledgers.ts'
import type { Deps } from '../../deps.ts'
import { afterId, type Page, pageOf } from '../lists/paging.ts'

export async function readConsents(deps: Deps, actor: Actor, query: HandlerQuery<'GET /consents'>): Promise<Page<Consent>> {
  const rows = await listConsents(deps.sql, {
    accountId: actor.accountId,
    contactId: query.contactId ?? null,
    before: afterId(query.cursor),
    limit: query.limit + 1,
  })
  return pageOf(
    rows,
    query.limit,
    (row) => ({
      id: row.id,
      contactId: row.contact_id,
      channelId: row.channel_id,
      propertyId: row.property_id,
      action: row.action,
      version: row.version,
      locale: row.locale,
      textHash: row.text_hash,
      text: row.text,
      url: row.url,
      evidence: row.evidence,
      at: row.at.toISOString(),
    }),
    (row) => row.id,
  )
}
