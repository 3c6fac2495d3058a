import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { toast } from 'sonner'
import { api } from '../api/client.ts'
import { errorText } from '../api/error-text.ts'
import { forgetDrafts } from '../lib/drafts.ts'
import { forgetOutbox, useOutbox } from '../lib/outbox.ts'
import { t } from '../lib/t.ts'
import { meQuery } from '../queries/me.ts'

export function useSignOut(): () => void {
  const client = useQueryClient()
  const navigate = useNavigate()
  const end = useMutation({
    mutationFn: () => api('DELETE /sessions'),
    onSuccess: async () => {
      forgetDrafts()
      forgetOutbox()
      client.clear()
      client.setQueryData(meQuery.queryKey, null)
      await navigate({ to: '/sign-in' })
    },
    onError: (error) => toast.error(errorText(error)),
  })
  return () => {
    if (useOutbox.getState().entries.length === 0) {
      end.mutate()
      return
    }
    toast.warning(t('shell.signOutUnsent'), { action: { label: t('shell.signOutAnyway'), onClick: () => end.mutate() } })
  }
}
