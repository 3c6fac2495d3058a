import type { StreamEvent } from '../../../core/api/shapes.ts'
import { transaction } from '../../../db/client.ts'
import { appendEvents } from '../../../db/queries/events.ts'
import type { Deps } from '../../deps.ts'

/** Tells every screen of the account to look again at what is no dialogue's: a channel, the settings. */
export async function tellAccount(
  deps: Pick<Deps, 'sql' | 'clock' | 'bus'>,
  args: { readonly accountId: string; readonly type: StreamEvent['type']; readonly data: Readonly<Record<string, unknown>> },
): Promise<void> {
  const { accountId, type, data } = args
  const event = {
    type,
    dialogueId: null,
    chatId: null,
    messageId: null,
    seq: null,
    released: true,
    assigneeId: null,
    departmentId: null,
    data,
  }
  const now = deps.clock.now()
  const position = await transaction(deps.sql, (tx) => appendEvents(tx, { accountId, events: [event], now }))
  deps.bus.publish({ type: 'stream', accountId, position })
}
