import type { Manager } from '../../../core/api/shapes.ts'
import type { ManagerRow } from '../../../db/queries/managers.ts'

/** A person as the API shows them. */
export function presentManager(row: ManagerRow, now: Date): Manager {
  const { id, name, email, role, status, openCount, capacity, onlineUntil, createdAt } = row
  return {
    id,
    name,
    email,
    role,
    status,
    online: onlineUntil !== null && onlineUntil > now,
    openCount,
    capacity,
    state: stateOf(row),
    createdAt: createdAt.toISOString(),
  }
}

function stateOf(row: Pick<ManagerRow, 'deactivatedAt' | 'userId'>): Manager['state'] {
  if (row.deactivatedAt !== null) return 'deactivated'
  return row.userId === null ? 'invited' : 'active'
}
