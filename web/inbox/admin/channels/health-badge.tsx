import type { Channel } from '../../../../core/api/shapes.ts'
import { t } from '../../lib/t.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'

const tones: Readonly<Record<Channel['health']['status'], Tone>> = {
  ok: 'ok',
  degraded: 'warn',
  action_needed: 'danger',
  unknown: 'neutral',
}

export function HealthBadge({ channel }: { readonly channel: Channel }) {
  if (channel.status !== 'active') return <Badge>{t(`channels.status.${channel.status}`)}</Badge>
  return <Badge tone={tones[channel.health.status]}>{t(`health.${channel.health.status}`)}</Badge>
}
