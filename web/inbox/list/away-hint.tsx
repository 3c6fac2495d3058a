import { t } from '../lib/t.ts'
import { useMe } from '../session/me-context.ts'
import { useChangeStatus } from '../session/use-change-status.ts'
import { Button } from '../ui/button.tsx'

/** Whoever is not free is given nothing; easily forgotten after a break. */
export function AwayHint() {
  const { manager } = useMe()
  const changeStatus = useChangeStatus()
  if (manager === null || manager.status === 'free' || manager.status === 'busy') return null
  return (
    <div className="mt-auto flex items-center gap-2 border-t border-line bg-app py-1.5 pr-2 pl-4">
      <p className="min-w-0 flex-1 text-meta text-fg-2">{t('list.away', { status: t(`status.${manager.status}`) })}</p>
      <Button size="sm" onClick={() => changeStatus('free')}>
        {t('list.setFree')}
      </Button>
    </div>
  )
}
