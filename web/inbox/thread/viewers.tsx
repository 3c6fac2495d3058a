import { t } from '../lib/t.ts'
import { usePresence } from '../live/presence.ts'
import { useManagers } from '../queries/managers.ts'
import { Avatar } from '../ui/avatar.tsx'

/** Colleagues who look at this dialogue too, so that two don't answer at once. */
export function Viewers({ dialogueId }: { readonly dialogueId: string }) {
  const presences = usePresence((state) => state.presences)
  const managers = useManagers()
  const viewers = presences.flatMap((presence) => {
    if (presence.dialogueId !== dialogueId || presence.kind !== 'viewing') return []
    return managers.find((manager) => manager.id === presence.who) ?? []
  })
  if (viewers.length === 0) return null
  const text = t('thread.viewers', { names: viewers.map((manager) => manager.name).join(', ') })
  return (
    <span className="flex -space-x-1" role="img" aria-label={text} title={text}>
      {viewers.slice(0, 3).map((manager) => (
        <Avatar key={manager.id} name={manager.name} size="xs" />
      ))}
    </span>
  )
}
