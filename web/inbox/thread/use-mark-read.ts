import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { Dialogue } from '../../../core/api/shapes.ts'
import { api } from '../api/client.ts'
import { putDialogue } from '../live/dialogue-cache.ts'
import { useMe } from '../session/me-context.ts'

/** Tells the hub how far you have read; shown at once. Says nothing when there is nothing new. */
export function useMarkRead(): (dialogue: Dialogue) => void {
  const client = useQueryClient()
  const managerId = useMe().manager?.id ?? null
  const { mutate } = useMutation({
    mutationFn: (dialogue: Dialogue) =>
      api('POST /dialogues/{id}/read', { params: { id: dialogue.id }, body: { seq: dialogue.lastSeq } }),
    onMutate: (dialogue) => putDialogue(client, { ...dialogue, readSeq: dialogue.lastSeq, unread: 0 }, managerId),
  })
  return useCallback(
    (dialogue) => {
      if (dialogue.unread > 0 || dialogue.lastInboundSeq > dialogue.readSeq) mutate(dialogue)
    },
    [mutate],
  )
}
