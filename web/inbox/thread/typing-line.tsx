import { t } from '../lib/t.ts'
import { contactMark, usePresence } from '../live/presence.ts'
import { useManagers } from '../queries/managers.ts'

export function TypingLine({ dialogueId }: { readonly dialogueId: string }) {
  const managers = useManagers()
  const typing = usePresence((state) => state.presences).filter((one) => one.dialogueId === dialogueId && one.kind === 'typing')
  if (typing.length === 0) return null
  const names = typing.map(({ who }) =>
    who === contactMark ? t('thread.customer') : (managers.find((manager) => manager.id === who)?.name ?? t('decision.someone')),
  )
  return (
    <p className="fade-in pointer-events-none absolute bottom-1 left-4 rounded-full bg-surface px-2 py-0.5 text-meta text-fg-2">
      {t('thread.typing', { names: names.join(', ') })}
    </p>
  )
}
