import type { Tx } from '../client.ts'

export type HeldDialogue = Readonly<{
  id: string
  chatId: string
  departmentId: string | null
  openedAt: Date
  lastCustomerAt: Date | null
  lastMessageAt: Date
  waitingSince: Date | null
}>

/** The open dialogues of a manager, locked. */
export async function lockDialoguesOf(
  tx: Tx,
  args: { readonly accountId: string; readonly managerId: string },
): Promise<HeldDialogue[]> {
  return await tx<HeldDialogue[]>`
    select id, chat_id as "chatId", department_id as "departmentId", opened_at as "openedAt", last_customer_at as "lastCustomerAt",
      last_message_at as "lastMessageAt", waiting_since as "waitingSince"
    from dialogues where account_id = ${args.accountId} and assignee_id = ${args.managerId} and status = 'open'
    order by id for update`
}
