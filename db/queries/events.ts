import { jsonRows, type Tx } from '../client.ts'

/** One thing to tell the screens. Ids only: the text is read when it is sent. */
export type NewEvent = Readonly<{
  type: string
  dialogueId: string | null
  chatId: string | null
  messageId: string | null
  seq: number | null
  released: boolean
  assigneeId: string | null
  departmentId: string | null
  previousAssigneeId?: string | null
  data?: unknown
}>

/** Appends to the account's stream; call it last in the transaction. Returns the new position. */
export async function appendEvents(
  tx: Tx,
  args: { readonly accountId: string; readonly events: readonly NewEvent[]; readonly now: Date },
): Promise<number> {
  const rows = args.events.map((event, index) => ({
    ordinal: index + 1,
    type: event.type,
    dialogue_id: event.dialogueId,
    chat_id: event.chatId,
    message_id: event.messageId,
    seq: event.seq,
    released: event.released,
    assignee_id: event.assigneeId,
    department_id: event.departmentId,
    previous_assignee_id: event.previousAssigneeId ?? null,
    data: event.data ?? null,
  }))
  const [head] = await tx<{ position: number }[]>`
    with head as (
      update stream_heads set position = position + ${rows.length} where account_id = ${args.accountId} returning position
    ), made as (
      insert into stream_events (account_id, position, at, type, dialogue_id, chat_id, message_id, seq, released, assignee_id, department_id,
        previous_assignee_id, data)
      select ${args.accountId}, head.position - ${rows.length} + n.ordinal, ${args.now}, n.type, n.dialogue_id, n.chat_id, n.message_id, n.seq, n.released,
        n.assignee_id, n.department_id, n.previous_assignee_id, n.data
      from jsonb_to_recordset(${jsonRows(tx, rows)}) as n(ordinal int, type text, dialogue_id uuid, chat_id uuid, message_id uuid, seq int,
        released boolean, assignee_id uuid, department_id uuid, previous_assignee_id uuid, data jsonb), head
    )
    select position from head`
  if (!head) throw new Error(`The account ${args.accountId} has no stream.`)
  return head.position
}
