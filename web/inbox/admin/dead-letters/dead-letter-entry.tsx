import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import type { DeadLetter } from '../../../../core/api/shapes.ts'
import { api } from '../../api/client.ts'
import { errorText } from '../../api/error-text.ts'
import { ChannelGlyph } from '../../channel-glyph.tsx'
import { shortDateTime } from '../../lib/format-time.ts'
import { t } from '../../lib/t.ts'
import { useChannels } from '../../queries/channels.ts'
import { deadLettersKey } from '../../queries/dead-letters.ts'
import { Button } from '../../ui/button.tsx'

export function DeadLetterEntry({ letter }: { readonly letter: DeadLetter }) {
  const client = useQueryClient()
  const channel = useChannels().find((candidate) => candidate.id === letter.channelId)
  const redrive = useMutation({
    mutationFn: () => api('POST /dead-letters/{id}/redrive', { params: { id: letter.id } }),
    onSuccess: ({ redriven, reason }) => {
      if (redriven) toast.success(t('deadLetters.redriven'))
      else toast.error(t('deadLetters.stillFails', { reason: reason ?? '' }))
    },
    onError: (error) => toast.error(errorText(error)),
    onSettled: () => client.invalidateQueries({ queryKey: deadLettersKey }),
  })
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 py-3">
      <div className="min-w-52 flex-1">
        <p className="flex items-center gap-2 font-medium">
          <ChannelGlyph kind={channel?.kind} />
          <span className="truncate">{channel?.name ?? t('deadLetters.unknownChannel')}</span>
        </p>
        <p className="wrap-anywhere text-danger">{letter.reason}</p>
        <p className="text-meta text-fg-3">
          {shortDateTime(letter.receivedAt)} · {t('deadLetters.attempts', { count: letter.attempts })}
        </p>
        {letter.payload === null ? null : (
          <details className="mt-1">
            <summary className="w-fit rounded-chip text-meta text-fg-2">{t('deadLetters.payload')}</summary>
            <pre className="mt-1 max-h-60 overflow-auto rounded-button border border-line bg-sunken p-2 font-mono text-meta-sm">
              {letter.payload}
            </pre>
          </details>
        )}
      </div>
      <Button size="sm" onClick={() => redrive.mutate()} isBusy={redrive.isPending}>
        {t('deadLetters.redrive')}
      </Button>
    </li>
  )
}
