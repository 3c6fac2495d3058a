import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Pause, Play, RefreshCw, Wrench } from 'lucide-react'
import { toast } from 'sonner'
import type { Channel } from '../../../../core/api/shapes.ts'
import { api } from '../../api/client.ts'
import { errorText } from '../../api/error-text.ts'
import { useNow } from '../../lib/clock.ts'
import { agoText } from '../../lib/format-time.ts'
import { t } from '../../lib/t.ts'
import { channelsKey } from '../../queries/channels.ts'
import { Button } from '../../ui/button.tsx'
import { Fact } from '../../ui/fact.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Section } from '../parts/section.tsx'
import { HealthBadge } from './health-badge.tsx'

export function ChannelHealth({ channel }: { readonly channel: Channel }) {
  const client = useQueryClient()
  const now = useNow()
  const params = { id: channel.id }
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: channelsKey })
  const onError = (error: unknown): void => void toast.error(errorText(error))
  const check = useMutation({ mutationFn: () => api('POST /channels/{id}/check', { params }), onSettled: refresh, onError })
  const repair = useMutation({ mutationFn: () => api('POST /channels/{id}/install', { params }), onSettled: refresh, onError })
  const pause = useMutation({
    mutationFn: (paused: boolean) => api('PATCH /channels/{id}', { params, body: { paused } }),
    onSettled: refresh,
    onError,
  })
  const isPaused = channel.status === 'paused'
  const { health } = channel
  return (
    <Section title={t('channels.health')}>
      <div className="flex flex-wrap items-center gap-3">
        <HealthBadge channel={channel} />
        <p className="min-w-40 flex-1">{isPaused ? t('channels.pausedText') : health.detail || t('health.noDetail')}</p>
      </div>
      <dl className="flex flex-col gap-1.5">
        {health.account === null ? null : <Fact label={t('channels.account')}>{health.account.name}</Fact>}
        <Fact label={t('channels.checked')}>{agoText(health.checkedAt, now)}</Fact>
        <Fact label={t('channels.received')}>{agoText(channel.lastInboundAt, now)}</Fact>
        <Fact label={t('channels.sent')}>{agoText(channel.lastOutboundAt, now)}</Fact>
        {channel.webhookUrl === null ? null : (
          <Fact label={t('channels.webhook')}>
            <code className="font-mono text-meta">{channel.webhookUrl}</code>
          </Fact>
        )}
      </dl>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => check.mutate()} isBusy={check.isPending} disabled={isPaused}>
          <Icon of={RefreshCw} />
          {t('channels.check')}
        </Button>
        <Button onClick={() => repair.mutate()} isBusy={repair.isPending} disabled={isPaused}>
          <Icon of={Wrench} />
          {t('channels.repair')}
        </Button>
        <Button onClick={() => pause.mutate(!isPaused)} isBusy={pause.isPending}>
          <Icon of={isPaused ? Play : Pause} />
          {t(isPaused ? 'channels.resume' : 'channels.pause')}
        </Button>
      </div>
    </Section>
  )
}
