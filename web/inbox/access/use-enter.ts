import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Me } from '../../../core/api/shapes.ts'
import { setServerNow } from '../lib/clock.ts'
import { isRecord } from '../lib/is-record.ts'
import { parsePreferences, setPreferences } from '../prefs/preferences.ts'
import { meQuery } from '../queries/me.ts'

/** What follows every way of signing in: nothing of an earlier session stays, and the person's own settings apply. */
export function useEnter(): (me: Me, to: string) => Promise<void> {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async (me, to) => {
    client.clear()
    setServerNow(me.now)
    client.setQueryData(meQuery.queryKey, me)
    const stored = me.preferences['inbox']
    if (isRecord(stored)) setPreferences(parsePreferences(stored))
    await navigate({ to })
  }
}
