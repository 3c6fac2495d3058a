import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { hasCode } from '../api/api-error.ts'
import { t } from '../lib/t.ts'
import { cachedDialogue } from '../live/dialogue-cache.ts'
import { dialogueQuery } from '../queries/dialogues.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { FailedState } from '../ui/failed-state.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { Thread } from './thread.tsx'

const route = getRouteApi('/app/inbox/$view/$dialogueId')

export function ThreadPage() {
  const { dialogueId } = route.useParams()
  const client = useQueryClient()
  const dialogue = useQuery({ ...dialogueQuery(dialogueId), placeholderData: () => cachedDialogue(client, dialogueId) })
  if (dialogue.data === undefined) {
    if (dialogue.error === null) return <Skeleton rows={4} height={56} />
    if (hasCode(dialogue.error, 'not_found') || hasCode(dialogue.error, 'forbidden') || hasCode(dialogue.error, 'invalid')) {
      return <EmptyState title={t('thread.goneTitle')} text={t('thread.goneText')} />
    }
    return <FailedState error={dialogue.error} onRetry={() => void dialogue.refetch()} />
  }
  return <Thread key={dialogueId} dialogue={dialogue.data} />
}
