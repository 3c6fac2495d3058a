import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import type { Dialogue } from '../../../core/api/shapes.ts'
import { hasCode } from '../api/api-error.ts'
import { api } from '../api/client.ts'
import { errorText } from '../api/error-text.ts'
import { t } from '../lib/t.ts'
import { putDialogue } from '../live/dialogue-cache.ts'
import { countersKey } from '../queries/counters.ts'
import { decisionsKey } from '../queries/decisions.ts'
import { dialogueKey } from '../queries/dialogues.ts'
import { useMe } from '../session/me-context.ts'

type Action =
  | Readonly<{ type: 'assign'; managerId: string | null }>
  | Readonly<{ type: 'close' }>
  | Readonly<{ type: 'reopen' }>
  | Readonly<{ type: 'unread' }>

export type DialogueActions = Readonly<{
  isBusy: boolean
  take: () => void
  assign: (managerId: string | null) => void
  close: () => void
  reopen: () => void
  markUnread: () => void
}>

/** What can be done with a dialogue: seen at once, taken back when the hub refuses. */
export function useDialogueActions(dialogue: Dialogue): DialogueActions {
  const client = useQueryClient()
  const managerId = useMe().manager?.id ?? null
  const act = useMutation({
    mutationFn: (action: Action) => call(dialogue, action),
    onMutate: (action) => putDialogue(client, foreseen(dialogue, action), managerId),
    onSuccess: (answer) => putDialogue(client, answer, managerId),
    onError: (error) => {
      putDialogue(client, dialogue, managerId)
      void client.invalidateQueries({ queryKey: dialogueKey(dialogue.id) })
      toast.error(hasCode(error, 'conflict') ? t('thread.takenMeanwhile') : errorText(error))
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: countersKey })
      void client.invalidateQueries({ queryKey: decisionsKey(dialogue.id) })
    },
  })
  const close = (): void =>
    act.mutate(
      { type: 'close' },
      {
        onSuccess: () => {
          toast(t('thread.closedToast'), { action: { label: t('ui.undo'), onClick: () => act.mutate({ type: 'reopen' }) } })
        },
      },
    )
  return {
    isBusy: act.isPending,
    take: () => act.mutate({ type: 'assign', managerId }),
    assign: (to) => act.mutate({ type: 'assign', managerId: to }),
    close,
    reopen: () => act.mutate({ type: 'reopen' }),
    markUnread: () => act.mutate({ type: 'unread' }),
  }
}

function call(dialogue: Dialogue, action: Action): Promise<Dialogue> {
  const params = { id: dialogue.id }
  switch (action.type) {
    case 'assign':
      return api('POST /dialogues/{id}/assign', { params, body: { managerId: action.managerId, from: dialogue.assigneeId } })
    case 'close':
      return api('POST /dialogues/{id}/close', { params })
    case 'reopen':
      return api('POST /dialogues/{id}/reopen', { params })
    case 'unread':
      return api('POST /dialogues/{id}/read', { params, body: { seq: Math.max(0, dialogue.lastInboundSeq - 1) } })
    default:
      return action satisfies never
  }
}

function foreseen(dialogue: Dialogue, action: Action): Dialogue {
  switch (action.type) {
    case 'assign':
      return { ...dialogue, assigneeId: action.managerId }
    case 'close':
      return { ...dialogue, status: 'closed' }
    case 'reopen':
      return { ...dialogue, status: 'open' }
    case 'unread':
      return { ...dialogue, readSeq: Math.max(0, dialogue.lastInboundSeq - 1), unread: Math.max(1, dialogue.unread) }
    default:
      return action satisfies never
  }
}
