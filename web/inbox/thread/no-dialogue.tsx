import { t } from '../lib/t.ts'
import { useCounts } from '../list/use-counts.ts'

/** Nothing is chosen: how things stand, in one sentence. */
export function NoDialogue() {
  const counts = useCounts()
  return (
    <div className="flex h-full items-center justify-center p-6">
      <div className="max-w-sm">
        <p className="text-title font-bold">{t('thread.noneTitle')}</p>
        <p className="mt-1 text-body text-fg-2">
          {counts === undefined ? null : t('thread.noneFigures', { mine: counts.mine, unassigned: counts.unassigned })}
        </p>
      </div>
    </div>
  )
}
