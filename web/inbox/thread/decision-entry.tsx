import type { DecisionRecord } from '../../../core/api/shapes.ts'
import { fullTime, shortDateTime } from '../lib/format-time.ts'
import { t } from '../lib/t.ts'
import { useManagers } from '../queries/managers.ts'
import { decisionText, exclusionTexts } from './decision-text.ts'

export function DecisionEntry({ decision }: { readonly decision: DecisionRecord }) {
  const managers = useManagers()
  const nameOf = (id: string | null): string => managers.find((manager) => manager.id === id)?.name ?? t('decision.someone')
  const excluded = exclusionTexts(decision.excluded)
  return (
    <li className="py-2.5">
      <p>{decisionText(decision, nameOf)}</p>
      {decision.candidates.length === 0 ? null : (
        <ul className="mt-1 text-meta text-fg-2">
          {decision.candidates.slice(0, 5).map((candidate) => (
            <li key={candidate.managerId} className="flex justify-between gap-2">
              <span className="truncate">{nameOf(candidate.managerId)}</span>
              <span data-tabular>{t('decision.load', { open: candidate.openCount, capacity: candidate.capacity })}</span>
            </li>
          ))}
        </ul>
      )}
      {excluded.length === 0 ? null : (
        <p className="mt-1 text-meta text-fg-3">{t('decision.notEligible', { reasons: excluded.join(', ') })}</p>
      )}
      <time dateTime={decision.at} title={fullTime(decision.at)} className="text-meta-sm text-fg-3">
        {shortDateTime(decision.at)}
      </time>
    </li>
  )
}
