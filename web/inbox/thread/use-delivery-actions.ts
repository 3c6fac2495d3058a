import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import type { Message } from '../../../core/api/shapes.ts'
import { api } from '../api/client.ts'
import { errorText } from '../api/error-text.ts'
import { putMessage } from '../live/message-cache.ts'

type DeliveryActions = Readonly<{ retry: () => void; cancel: () => void; isBusy: boolean }>

export function useDeliveryActions(message: Message): DeliveryActions {
  const client = useQueryClient()
  const params = { id: message.dialogueId, messageId: message.id }
  const act = useMutation({
    mutationFn: (action: 'retry' | 'cancel') =>
      action === 'retry'
        ? api('POST /dialogues/{id}/messages/{messageId}/retry', { params })
        : api('POST /dialogues/{id}/messages/{messageId}/cancel', { params }),
    onSuccess: (answer) => putMessage(client, answer),
    onError: (error) => toast.error(errorText(error)),
  })
  return { retry: () => act.mutate('retry'), cancel: () => act.mutate('cancel'), isBusy: act.isPending }
}
