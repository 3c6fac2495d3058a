import { useQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { useState } from 'react'
import type { Dialogue } from '../../../core/api/shapes.ts'
import { t } from '../lib/t.ts'
import { decisionsQuery } from '../queries/decisions.ts'
import { FailedState } from '../ui/failed-state.tsx'
import { Icon } from '../ui/icon.tsx'
import { Popover } from '../ui/popover.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { DecisionEntry } from './decision-entry.tsx'

/** Who got the dialogue, when, and why that one. */
export function DecisionsPopover({ dialogue }: { readonly dialogue: Dialogue }) {
  const [isOpen, setOpen] = useState(false)
  const decisions = useQuery({ ...decisionsQuery(dialogue.id), enabled: isOpen })
  return (
    <Popover
      label={t('decision.title')}
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <button
          type="button"
          title={t('decision.title')}
          aria-label={t('decision.title')}
          className="hidden size-8 items-center justify-center rounded-button text-fg-2 hover:bg-hover hover:text-fg data-[state=open]:bg-hover sm:inline-flex pointer-coarse:size-10"
        >
          <Icon of={History} />
        </button>
      }
    >
      <h3 className="px-4 pt-3 font-bold">{t('decision.title')}</h3>
      {decisions.data === undefined ? (
        decisions.error === null ? (
          <Skeleton rows={2} height={36} />
        ) : (
          <FailedState error={decisions.error} onRetry={() => void decisions.refetch()} />
        )
      ) : decisions.data.length === 0 ? (
        <p className="px-4 pt-1 pb-4 text-fg-2">{t('decision.none')}</p>
      ) : (
        <ol className="divide-y divide-line px-4 pb-2">
          {decisions.data.map((decision) => (
            <DecisionEntry key={decision.id} decision={decision} />
          ))}
        </ol>
      )}
    </Popover>
  )
}
