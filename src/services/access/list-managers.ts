import { z } from 'zod'
import type { Manager } from '../../../core/api/shapes.ts'
import { HubError } from '../../../core/errors.ts'
import type { Actor } from '../../../core/permissions.ts'
import { listManagers as load } from '../../../db/queries/managers.ts'
import type { Deps } from '../../deps.ts'
import { presentManager } from './present-manager.ts'

type Page = Readonly<{ limit: number; cursor?: string | undefined }>

/** The cursor is the last id of the page before. */
export async function listManagers(
  deps: Deps,
  args: { readonly actor: Actor; readonly page: Page },
): Promise<{ items: Manager[]; nextCursor: string | null }> {
  const { cursor, limit } = args.page
  if (cursor !== undefined && !z.uuid().safeParse(cursor).success)
    throw new HubError('invalid', 'This cursor is not one of ours.')
  const rows = await load(deps.sql, { accountId: args.actor.accountId, after: cursor ?? null, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  const now = deps.clock.now()
  return {
    items: shown.map((row) => presentManager(row, now)),
    nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  }
}
