import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { api } from '../api/client.ts'
import { errorText } from '../api/error-text.ts'
import { browserName } from '../lib/browser-name.ts'
import { useNow } from '../lib/clock.ts'
import { agoText, shortDateTime } from '../lib/format-time.ts'
import { t } from '../lib/t.ts'
import { sessionsKey, sessionsQuery } from '../queries/sessions.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FailedState } from '../ui/failed-state.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

export function SessionsDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient()
  const sessions = useQuery(sessionsQuery)
  const now = useNow()
  const end = useMutation({
    mutationFn: (id: string) => api('DELETE /sessions/{id}', { params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsKey }),
    onError: (error) => toast.error(errorText(error)),
  })
  return (
    <Dialog title={t('sessions.title')} description={t('sessions.text')} isOpen onClose={onClose}>
      {sessions.data === undefined ? (
        sessions.error === null ? (
          <Skeleton rows={2} height={48} />
        ) : (
          <FailedState error={sessions.error} onRetry={() => void sessions.refetch()} />
        )
      ) : (
        <ul className="divide-y divide-line border-y border-line">
          {sessions.data.map((session) => (
            <li key={session.id} className="flex items-center gap-3 py-2.5">
              <div className="min-w-0 flex-1">
                <p className="flex items-center gap-2 font-medium">
                  <span className="truncate">{browserName(session.userAgent) ?? t('sessions.unknown')}</span>
                  {session.current ? <Badge tone="accent">{t('sessions.current')}</Badge> : null}
                </p>
                <p className="text-meta text-fg-3">
                  {[
                    session.ip,
                    t('sessions.seen', { time: agoText(session.lastSeenAt, now) }),
                    t('sessions.since', { time: shortDateTime(session.createdAt) }),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </p>
              </div>
              {session.current ? null : (
                <Button size="sm" onClick={() => end.mutate(session.id)} isBusy={end.isPending && end.variables === session.id}>
                  {t('sessions.end')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}
