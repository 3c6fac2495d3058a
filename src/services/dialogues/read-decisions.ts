import type { DecisionRecord } from '../../../core/api/shapes.ts'
import type { Actor } from '../../../core/permissions.ts'
import { listDecisions } from '../../../db/queries/ledgers.ts'
import type { Deps } from '../../deps.ts'
import { readDialogue } from './read.ts'

/** Who got it, when and why, oldest first. @throws HubError not_found */
export async function readDecisions(deps: Deps, actor: Actor, dialogueId: string): Promise<{ items: DecisionRecord[] }> {
  await readDialogue(deps, actor, dialogueId)
  const rows = await listDecisions(deps.sql, { accountId: actor.accountId, dialogueId })
  return {
    items: rows.map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      by: row.by,
      byManagerId: row.by_manager_id,
      rule: row.rule,
      fromManagerId: row.from_manager_id,
      toManagerId: row.to_manager_id,
      candidates: row.candidates,
      excluded: row.excluded,
    })),
  }
}
