import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import type { Manager } from '../../../core/api/shapes.ts'
import { api } from '../api/client.ts'
import { errorText } from '../api/error-text.ts'
import { managersKey } from '../queries/managers.ts'
import { meQuery } from '../queries/me.ts'

/** Shown at once; taken back when the hub refuses. */
export function useChangeStatus(): (status: Manager['status']) => void {
  const client = useQueryClient()
  const put = useMutation({
    mutationFn: (status: Manager['status']) => api('PUT /managers/me/status', { body: { status } }),
    onMutate: (status) => {
      client.setQueryData(
        meQuery.queryKey,
        (me) => me && (me.manager === null ? me : { ...me, manager: { ...me.manager, status } }),
      )
    },
    onError: (error) => {
      toast.error(errorText(error))
      void client.invalidateQueries({ queryKey: meQuery.queryKey })
    },
    onSettled: () => client.invalidateQueries({ queryKey: managersKey }),
  })
  return put.mutate
}
