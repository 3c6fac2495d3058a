import { autoCloseAt, oneMonthAfter } from '../../../core/auto-close.ts'
import type { Actor } from '../../../core/permissions.ts'
import type { AutoCloseSettings } from '../../../core/settings.ts'
import { transaction } from '../../../db/client.ts'
import { openDialoguesPage, saveTimers } from '../../../db/queries/auto-close.ts'
import { saveSettings } from '../../../db/queries/settings.ts'
import type { Deps } from '../../deps.ts'
import { tellAccount } from '../stream/tell-account.ts'

const page = 1000

/** Saved first, then every open dialogue gets its due time anew: what is written meanwhile already follows the new setting. */
export async function saveAutoClose(deps: Deps, actor: Actor, value: AutoCloseSettings): Promise<AutoCloseSettings> {
  const { accountId } = actor
  await saveSettings(deps.db, { accountId, group: 'auto-close', value, now: deps.clock.now() })
  deps.settings.drop(accountId)
  deps.bus.publish({ type: 'settings_changed', accountId })
  await tellAccount(deps, { accountId, type: 'settings.updated', data: { group: 'auto-close' } })
  const { timeZone } = await deps.settings.of(accountId)
  let after: string | null = null
  for (;;) {
    const rows = await transaction(deps.sql, async (tx) => {
      const open = await openDialoguesPage(tx, { accountId, after, limit: page })
      const timers = open.map((row) => {
        const state = {
          assigneeId: row.assignee_id,
          openedAt: row.opened_at,
          becameUnassignedAt: row.became_unassigned_at,
          lastCustomerAt: row.last_customer_at,
          lastMessageAt: row.last_message_at,
          waitingSince: row.waiting_since,
        }
        return { id: row.id, at: autoCloseAt(state, value, (at) => oneMonthAfter(at, timeZone))?.toISOString() ?? null }
      })
      if (timers.length > 0) await saveTimers(tx, { accountId, rows: timers })
      return open
    })
    after = rows.at(-1)?.id ?? null
    if (rows.length < page) return value
  }
}
