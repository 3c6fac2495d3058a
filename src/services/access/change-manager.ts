import type { Manager } from '../../../core/api/shapes.ts'
import { HubError } from '../../../core/errors.ts'
import type { Actor, Role } from '../../../core/permissions.ts'
import { type Tx, transaction } from '../../../db/client.ts'
import { appendEvents } from '../../../db/queries/events.ts'
import {
  findManager,
  lockAdministrators,
  type ManagerChange,
  type ManagerRow,
  saveManager,
} from '../../../db/queries/managers.ts'
import { deleteSessionsInAccount } from '../../../db/queries/sessions.ts'
import type { AccessDeps } from './deps.ts'
import { freeDialoguesOf } from './free-dialogues-of.ts'
import { presentManager } from './present-manager.ts'
import { managerUpdated } from './tell-manager.ts'

/** undefined: as it is. */
export type Change = Readonly<{
  name?: string | undefined
  role?: Role | undefined
  capacity?: number | null | undefined
  deactivated?: boolean | undefined
}>

type Given = Readonly<{ actor: Actor; managerId: string; change: Change }>

/**
 * Name, role, limit; deactivating ends the person's sessions here and puts their open dialogues back to nobody's.
 * @throws HubError conflict for the last administrator
 */
export async function changeManager(deps: AccessDeps, { actor, managerId, change }: Given): Promise<Manager> {
  const { accountId } = actor
  const settings = await deps.settings.of(accountId)
  const now = deps.clock.now()
  const done = await transaction(deps.sql, async (tx) => {
    const administrators = await lockAdministrators(tx, accountId)
    const before = await findManager(tx, { accountId, id: managerId })
    if (before === null) throw new HubError('not_found', 'There is nobody with this id.')
    const after = applyChange(before, change, now)
    const staysAdministrator = after.role === 'administrator' && after.deactivatedAt === null
    if (administrators.length === 1 && administrators[0] === managerId && !staysAdministrator) {
      throw new HubError('conflict', 'This is the last administrator: make somebody else one first.')
    }
    const isLeaving = before.deactivatedAt === null && after.deactivatedAt !== null
    await saveManager(tx, { accountId, id: managerId }, after)
    const freed = isLeaving ? await leave(tx, before) : []
    const position = await appendEvents(tx, { accountId, events: [managerUpdated(managerId), ...freed], now })
    return { before, after, isLeaving, position }
  })
  deps.bus.publish({ type: 'stream', accountId, position: done.position })
  // A new role reaches the sockets by themselves (services/stream).
  if (done.isLeaving && done.before.userId !== null)
    deps.bus.publish({ type: 'session_ended', userId: done.before.userId, sessionId: null })
  deps.queue.nudge('distribute', { accountId })
  const row = await findManager(deps.sql, { accountId, id: managerId })
  return presentManager(row ?? { ...done.before, ...done.after }, now)

  async function leave(tx: Tx, manager: ManagerRow) {
    if (manager.userId !== null) await deleteSessionsInAccount(tx, { userId: manager.userId, accountId })
    return await freeDialoguesOf(tx, { accountId, managerId, byManagerId: actor.managerId, settings, now })
  }
}

function applyChange(before: ManagerRow, change: Change, now: Date): ManagerChange {
  const {
    name = before.name,
    role = before.role,
    capacity = before.capacity,
    deactivated = before.deactivatedAt !== null,
  } = change
  const deactivatedAt = deactivated ? (before.deactivatedAt ?? now) : null
  return { name, role, capacity, deactivatedAt, status: deactivated ? 'offline' : before.status }
}
