import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import type { CallBody } from '../../../../core/api/index.ts'
import type { Manager } from '../../../../core/api/shapes.ts'
import { api } from '../../api/client.ts'
import { errorText } from '../../api/error-text.ts'
import { t } from '../../lib/t.ts'
import { managersKey } from '../../queries/managers.ts'

type Change = CallBody<'PATCH /managers/{id}'>

type PersonActions = Readonly<{
  isBusy: boolean
  change: (change: Change) => void
  invite: (onLink: (url: string) => void) => void
  reset: (onLink: (url: string) => void) => void
}>

export function usePersonActions(manager: Manager): PersonActions {
  const client = useQueryClient()
  const params = { id: manager.id }
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: managersKey })
  const onError = (error: unknown): void => void toast.error(errorText(error))
  const change = useMutation({
    mutationFn: (body: Change) => api('PATCH /managers/{id}', { params, body }),
    onSuccess: () => toast.success(t('save.saved')),
    onSettled: refresh,
    onError,
  })
  const invite = useMutation({ mutationFn: () => api('POST /managers/{id}/invite', { params }), onError })
  const reset = useMutation({ mutationFn: () => api('POST /managers/{id}/password-reset', { params }), onError })
  return {
    isBusy: change.isPending,
    change: change.mutate,
    invite: (onLink) => invite.mutate(undefined, { onSuccess: ({ inviteUrl }) => onLink(inviteUrl) }),
    reset: (onLink) => reset.mutate(undefined, { onSuccess: ({ resetUrl }) => onLink(resetUrl) }),
  }
}
