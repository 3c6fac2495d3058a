import type { Channel, ChannelKindInfo } from '../../../core/api/shapes.ts'
import { healthShape } from '../../../core/api/shapes.ts'
import type { ChannelAdapter } from '../../../core/channel.ts'
import type { ChannelRecord } from '../../../db/queries/channels.ts'
import type { Deps } from '../../deps.ts'
import { webhookUrl } from './open-channels.ts'

const unknownHealth: Channel['health'] = {
  status: 'unknown',
  code: 'not_checked',
  detail: 'Not checked yet.',
  account: null,
  checkedAt: null,
}

/** Secrets never leave the hub: only whether each is set, and its last four characters. */
export function presentChannel(deps: Pick<Deps, 'config' | 'adapters'>, row: ChannelRecord): Channel {
  const adapter = deps.adapters.find((one) => one.kind === row.kind)
  const health = healthShape.safeParse(row.health)
  const hints = record(row.secretHints)
  const fields = adapter?.fields.filter((field) => field.secret) ?? []
  return {
    id: row.id,
    kind: row.kind,
    propertyId: row.propertyId,
    name: row.name,
    status: row.status === 'paused' ? 'paused' : row.status === 'removed' ? 'removed' : 'active',
    config: record(row.config),
    secrets: Object.fromEntries(
      fields.map((field) => [
        field.name,
        { hasSecret: field.name in hints, last4: field.name in hints ? String(hints[field.name]) : null },
      ]),
    ),
    publicId: row.publicId,
    webhookUrl: adapter?.capabilities.hostedByHub ? null : webhookUrl(deps.config.publicUrl, row.id),
    excludedFromConsent: row.excludedFromConsent,
    health: health.success ? health.data : unknownHealth,
    lastInboundAt: row.lastInboundAt?.toISOString() ?? null,
    lastOutboundAt: row.lastOutboundAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  }
}

export function presentKind(adapter: ChannelAdapter): ChannelKindInfo {
  const { capabilities } = adapter
  return {
    kind: adapter.kind,
    title: adapter.title,
    capabilities: {
      ...capabilities,
      files: Object.fromEntries(
        Object.entries(capabilities.files).map(([kind, file]) => [kind, { ...file, mimeTypes: [...file.mimeTypes] }]),
      ),
    },
    fields: adapter.fields.map((field) => ({
      ...field,
      options: field.options === null ? null : [...field.options],
      list: field.list ?? false,
      emptyWarning: field.emptyWarning ?? null,
    })),
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
