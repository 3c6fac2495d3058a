export const roles = ['administrator', 'chat_administrator', 'manager'] as const
export type Role = (typeof roles)[number]

export const rights = [
  'chat',
  'take',
  'see_department',
  'see_all',
  'chat_settings',
  'people',
  'channels',
  'properties',
  'account',
] as const
export type Right = (typeof rights)[number]

/** What each role may do. A chat administrator has power inside chat only (S7). */
export const rightsOfRole: Readonly<Record<Role, readonly Right[]>> = {
  administrator: rights,
  chat_administrator: ['chat', 'take', 'see_department', 'see_all', 'chat_settings'],
  manager: ['chat', 'take'],
}

/** The person (or API key) that asks, as every service receives it. */
export type Actor = Readonly<{
  accountId: string
  /** null for an API key. */
  managerId: string | null
  userId: string | null
  sessionId: string | null
  name: string
  role: Role
  rights: readonly Right[]
  departmentIds: readonly string[]
}>

/** What visibility depends on, as every dialogue and every stored event carries it. */
export type Audience = Readonly<{
  /** False until the gate let the dialogue through: visible to nobody at all. */
  released: boolean
  assigneeId: string | null
  departmentId: string | null
}>

/**
 * The visibility predicate, in the program. `db/queries/visibility.ts` says the same in SQL, and a test holds the two together.
 * Administrators and chat administrators see all; a manager what is assigned to them and the unassigned of their departments;
 * with `see_department` also those of colleagues there. A dialogue without a department is open to everyone who may chat.
 */
export function canSee(actor: Pick<Actor, 'managerId' | 'rights' | 'departmentIds'>, dialogue: Audience): boolean {
  if (!dialogue.released) return false
  if (actor.rights.includes('see_all')) return true
  if (!actor.rights.includes('chat')) return false
  if (actor.managerId !== null && dialogue.assigneeId === actor.managerId) return true
  const inDepartment = dialogue.departmentId === null || actor.departmentIds.includes(dialogue.departmentId)
  if (!inDepartment) return false
  if (dialogue.assigneeId === null) return true
  return dialogue.departmentId !== null && actor.rights.includes('see_department')
}

/** Only administrators, chat administrators and the manager in charge may hand over; anyone who sees it and may take takes what is unassigned. */
export function canAssign(actor: Actor, dialogue: Audience, toManagerId: string | null): boolean {
  if (!canSee(actor, dialogue)) return false
  if (actor.rights.includes('see_all')) return true
  if (dialogue.assigneeId === null) return actor.rights.includes('take') && toManagerId === actor.managerId
  return dialogue.assigneeId === actor.managerId
}
