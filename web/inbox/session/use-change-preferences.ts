import { useMutation } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { type Preferences, setPreferences } from '../prefs/preferences.ts'
import { useMe } from './me-context.ts'

/** At once here, then at the hub, so that they follow the person to other browsers. */
export function useChangePreferences(): (change: Partial<Preferences>) => void {
  const me = useMe()
  const save = useMutation({
    mutationFn: (preferences: Preferences) =>
      api('PATCH /me', { body: { preferences: { ...me.preferences, inbox: preferences } } }),
  })
  return (change) => save.mutate(setPreferences(change))
}
