import type { HandlerQuery } from '../../../core/api/index.ts'
import type { DeadLetter } from '../../../core/api/shapes.ts'
import type { Actor } from '../../../core/permissions.ts'
import { listDeadLetters } from '../../../db/queries/ledgers.ts'
import type { Deps } from '../../deps.ts'
import { afterId, type Page, pageOf } from '../lists/paging.ts'

export async function readDeadLetters(
  deps: Deps,
  actor: Actor,
  query: HandlerQuery<'GET /dead-letters'>,
): Promise<Page<DeadLetter>> {
  const rows = await listDeadLetters(deps.sql, {
    accountId: actor.accountId,
    before: afterId(query.cursor),
    limit: query.limit + 1,
  })
  return pageOf(
    rows,
    query.limit,
    (row) => ({
      id: row.id,
      channelId: row.channel_id,
      receivedAt: row.received_at.toISOString(),
      reason: row.reason ?? '',
      attempts: row.attempts,
      payload: row.payload,
    }),
    (row) => row.id,
  )
}
