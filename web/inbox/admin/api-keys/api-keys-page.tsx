import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import type { ApiKey } from '../../../../core/api/shapes.ts'
import { api } from '../../api/client.ts'
import { errorText } from '../../api/error-text.ts'
import { useNow } from '../../lib/clock.ts'
import { agoText, shortDateTime } from '../../lib/format-time.ts'
import { t } from '../../lib/t.ts'
import { apiKeysKey, apiKeysQuery } from '../../queries/api-keys.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Icon } from '../../ui/icon.tsx'
import { textLinkClass } from '../../ui/text-link-class.ts'
import { AdminPage } from '../parts/admin-page.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { ApiKeyDialog } from './api-key-dialog.tsx'

export function ApiKeysPage() {
  const client = useQueryClient()
  const keys = useQuery(apiKeysQuery)
  const now = useNow()
  const [isMaking, setMaking] = useState(false)
  const [asked, setAsked] = useState<ApiKey | null>(null)
  const revoke = useMutation({
    mutationFn: (id: string) => api('DELETE /api-keys/{id}', { params: { id } }),
    onSuccess: () => setAsked(null),
    onError: (error) => toast.error(errorText(error)),
    onSettled: () => client.invalidateQueries({ queryKey: apiKeysKey }),
  })
  return (
    <AdminPage
      title={t('admin.apiKeys')}
      text={
        <>
          {t('apiKeys.text')}{' '}
          <a href="/api/docs" target="_blank" rel="noopener" className={textLinkClass}>
            {t('apiKeys.docs')}
          </a>
        </>
      }
      actions={
        <Button look="primary" onClick={() => setMaking(true)}>
          <Icon of={Plus} />
          {t('apiKeys.make')}
        </Button>
      }
    >
      <Loaded query={keys}>
        {(items) =>
          items.length === 0 ? (
            <div className="border border-line">
              <EmptyState title={t('apiKeys.emptyTitle')} text={t('apiKeys.emptyText')} />
            </div>
          ) : (
            <ul className="divide-y divide-line border-y border-line">
              {items.map((key) => (
                <li key={key.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
                  <div className="min-w-52 flex-1">
                    <p className="flex items-center gap-2 font-medium">
                      <span className="truncate">{key.name}</span>
                      <Badge>{t(`role.${key.role}`)}</Badge>
                    </p>
                    <p className="text-meta text-fg-3">
                      <span className="font-mono">…{key.last4}</span> ·{' '}
                      {t('apiKeys.made', { time: shortDateTime(key.createdAt) })} ·{' '}
                      {key.lastUsedAt === null ? t('apiKeys.unused') : t('apiKeys.used', { time: agoText(key.lastUsedAt, now) })}
                    </p>
                  </div>
                  <Button size="sm" onClick={() => setAsked(key)} className="text-danger">
                    {t('apiKeys.revoke')}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {isMaking ? <ApiKeyDialog onClose={() => setMaking(false)} /> : null}
      <ConfirmDialog
        title={t('apiKeys.revokeAsk', { name: asked?.name ?? '' })}
        text={t('apiKeys.revokeText')}
        action={t('apiKeys.revoke')}
        isOpen={asked !== null}
        isBusy={revoke.isPending}
        onConfirm={() => {
          if (asked !== null) revoke.mutate(asked.id)
        }}
        onClose={() => setAsked(null)}
      />
    </AdminPage>
  )
}
