import { findVisitorSession } from '../../../db/queries/visitors.ts'
import type { Deps } from '../../deps.ts'
import { hashToken } from '../access/tokens.ts'
import type { Visitor } from './visitor.ts'

/** Who a session's token stands for; null: nobody, or no longer. */
export async function resolveVisitor(deps: Pick<Deps, 'sql'>, token: string): Promise<Visitor | null> {
  const tokenHash = hashToken(token)
  const row = await findVisitorSession(deps.sql, tokenHash)
  if (!row) return null
  return {
    accountId: row.account_id,
    channelId: row.channel_id,
    visitorId: row.visitor_id,
    tokenHash,
    locale: row.locale,
    pageUrl: row.page_url,
  }
}
