import type { Manager } from '../../../../core/api/shapes.ts'
import { t } from '../../lib/t.ts'
import { useManagers } from '../../queries/managers.ts'
import { Avatar } from '../../ui/avatar.tsx'
import type { DistributionSettings } from './distribution-settings.ts'

/** Who would be chosen from at this moment, by the settings as they stand on the screen, and why the others would not. */
export function AvailableNow({ settings }: { readonly settings: DistributionSettings }) {
  const managers = useManagers().filter((manager) => manager.state === 'active')
  const available = managers.filter((manager) => whyNot(manager, settings) === null)
  return (
    <div>
      <p className="font-medium" role="status">
        {t('distribution.available', { count: available.length })}
      </p>
      <ul className="mt-2 divide-y divide-line border-y border-line">
        {managers.map((manager) => {
          const reason = whyNot(manager, settings)
          return (
            <li key={manager.id} className="flex items-center gap-3 py-2">
              <Avatar name={manager.name} status={manager.online ? manager.status : 'offline'} />
              <span className="min-w-0 flex-1 truncate">{manager.name}</span>
              <span data-tabular className="text-meta text-fg-2">
                {t('decision.load', { open: manager.openCount, capacity: manager.capacity ?? (settings.capacity || 0) })}
              </span>
              <span className={`w-32 text-right text-meta ${reason === null ? 'text-ok' : 'text-fg-3'}`}>
                {reason ?? t('distribution.ready')}
              </span>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function whyNot(manager: Manager, settings: DistributionSettings): string | null {
  if (settings.mode === 'fixed' && manager.id !== settings.managerId) return t('distribution.why.notChosen')
  if (settings.presence !== 'online' && manager.status !== 'free') return t(`status.${manager.status}`)
  if (settings.presence !== 'status' && !manager.online) return t('people.notOnline')
  return manager.openCount >= (manager.capacity ?? settings.capacity) ? t('distribution.why.capacity') : null
}
