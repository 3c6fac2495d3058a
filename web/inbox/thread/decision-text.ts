import type { DecisionRecord } from '../../../core/api/shapes.ts'
import { t } from '../lib/t.ts'

/** A stored decision as a sentence. */
export function decisionText(decision: DecisionRecord, nameOf: (id: string | null) => string): string {
  const to = nameOf(decision.toManagerId)
  if (decision.by === 'manager') {
    const by = nameOf(decision.byManagerId)
    if (decision.toManagerId === null) return t('decision.putBack', { by })
    if (decision.toManagerId === decision.byManagerId) return t('decision.took', { by })
    return t('decision.gave', { by, to })
  }
  if (decision.toManagerId === null)
    return decision.by === 'auto' ? t('decision.nobody') : t('decision.freed', { from: nameOf(decision.fromManagerId) })
  switch (decision.rule) {
    case 'fixed':
      return t('decision.fixed', { to })
    case 'round_robin':
      return t('decision.roundRobin', { to })
    case 'least_loaded':
      return t('decision.leastLoaded', { to })
    default:
      return t('decision.assigned', { to })
  }
}

const exclusionKeys = {
  may_not_reply: 'decision.excluded.mayNotReply',
  department: 'decision.excluded.department',
  status: 'decision.excluded.status',
  not_online: 'decision.excluded.notOnline',
  capacity: 'decision.excluded.capacity',
  not_chosen: 'decision.excluded.notChosen',
} as const

/** "2 at their limit", for each reason that the hub counted. */
export function exclusionTexts(excluded: DecisionRecord['excluded']): readonly string[] {
  return Object.entries(exclusionKeys).flatMap(([reason, key]) => {
    const count = excluded[reason] ?? 0
    return count === 0 ? [] : [t(key, { count })]
  })
}
