import type { Tx } from '../../../db/client.ts'
import type { LockedDialogue } from '../../../db/queries/dialogue-writes.ts'
import { appendEvents } from '../../../db/queries/events.ts'

/** One event about a released dialogue, as it is after the change. Returns the position to publish. */
export async function tellDialogue(
  tx: Tx,
  args: {
    readonly accountId: string
    readonly dialogue: Pick<LockedDialogue, 'id' | 'chat_id' | 'department_id'>
    readonly assigneeId: string | null
    readonly previousAssigneeId?: string | null
    readonly message?: { readonly id: string; readonly seq: number; readonly isNew: boolean }
    readonly data?: unknown
    readonly now: Date
  },
): Promise<number> {
  const { dialogue, message } = args
  const common = {
    dialogueId: dialogue.id,
    chatId: dialogue.chat_id,
    released: true,
    assigneeId: args.assigneeId,
    departmentId: dialogue.department_id,
    previousAssigneeId: args.previousAssigneeId ?? null,
    data: args.data,
  }
  const event = message
    ? { ...common, type: message.isNew ? 'message.created' : 'message.updated', messageId: message.id, seq: message.seq }
    : { ...common, type: 'dialogue.updated', messageId: null, seq: null }
  return await appendEvents(tx, { accountId: args.accountId, events: [event], now: args.now })
}
