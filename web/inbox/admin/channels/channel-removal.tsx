import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import type { Channel } from '../../../../core/api/shapes.ts'
import { api } from '../../api/client.ts'
import { errorText } from '../../api/error-text.ts'
import { t } from '../../lib/t.ts'
import { channelsKey } from '../../queries/channels.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Section } from '../parts/section.tsx'

export function ChannelRemoval({ channel }: { readonly channel: Channel }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [isAsked, setAsked] = useState(false)
  const remove = useMutation({
    mutationFn: () => api('DELETE /channels/{id}', { params: { id: channel.id } }),
    onSuccess: async () => {
      await navigate({ to: '/admin/channels' })
      await client.invalidateQueries({ queryKey: channelsKey })
    },
    onError: (error) => toast.error(errorText(error)),
  })
  return (
    <Section title={t('channels.removeTitle')} text={t('channels.removeText')}>
      <Button onClick={() => setAsked(true)} className="self-start text-danger">
        <Icon of={Trash2} />
        {t('channels.remove')}
      </Button>
      <ConfirmDialog
        title={t('channels.removeAsk', { name: channel.name })}
        text={t('channels.removeText')}
        action={t('channels.remove')}
        isOpen={isAsked}
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsked(false)}
      />
    </Section>
  )
}
