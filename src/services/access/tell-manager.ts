import type { NewEvent } from '../../../db/queries/events.ts'

/** Tells every screen of the account to look at this person again. */
export function managerUpdated(managerId: string): NewEvent {
  return {
    type: 'manager.updated',
    dialogueId: null,
    chatId: null,
    messageId: null,
    seq: null,
    released: true,
    assigneeId: null,
    departmentId: null,
    data: { managerId },
  }
}
