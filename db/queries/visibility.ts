import type { PendingQuery, Row } from 'postgres'
import type { Actor } from '../../core/permissions.ts'
import type { Sql, Tx } from '../client.ts'

/**
 * Which dialogues (alias `d`) this person may see: the same as core's `canSee`, and a test holds the two together. Every list, search, counter, export
 * and single look goes through it.
 */
export function visible(sql: Sql | Tx, actor: Pick<Actor, 'managerId' | 'rights' | 'departmentIds'>): PendingQuery<Row[]> {
  if (actor.rights.includes('see_all')) return sql`d.released_at is not null`
  if (!actor.rights.includes('chat')) return sql`false`
  const departments = [...actor.departmentIds]
  const sharesDepartment = actor.rights.includes('see_department') ? sql`or d.department_id = any(${departments}::uuid[])` : sql``
  return sql`(d.released_at is not null and (
    d.assignee_id = ${actor.managerId}
    or (d.assignee_id is null and (d.department_id is null or d.department_id = any(${departments}::uuid[])))
    ${sharesDepartment}))`
}

/** The same for the kept counters (alias `k`), which know no releases: what is not released is neither open nor assigned. */
export function visibleBuckets(sql: Sql | Tx, actor: Pick<Actor, 'managerId' | 'rights' | 'departmentIds'>): PendingQuery<Row[]> {
  if (actor.rights.includes('see_all')) return sql`true`
  if (!actor.rights.includes('chat')) return sql`false`
  const departments = [...actor.departmentIds]
  const sharesDepartment = actor.rights.includes('see_department') ? sql`or k.department_id = any(${departments}::uuid[])` : sql``
  return sql`(k.assignee_id = ${actor.managerId}
    or (k.assignee_id is null and (k.department_id is null or k.department_id = any(${departments}::uuid[])))
    ${sharesDepartment})`
}
