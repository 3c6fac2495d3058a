import type { ChannelKindInfo } from '../../../../core/api/shapes.ts'
import { t } from '../../lib/t.ts'

/** One sentence on what a kind is, made of what it declares. */
export function kindText(kind: ChannelKindInfo): string {
  if (kind.capabilities.hostedByHub) return t('connect.kindHosted')
  const needs = kind.fields.filter((field) => field.required).map((field) => field.label)
  return needs.length === 0 ? t('connect.kindPlatform') : t('connect.kindNeeds', { needs: needs.join(', ') })
}

/**
 * Where to get what the form asks for, step by step. Instructions are the one thing that each platform has of its own (decision 5 of the
 * design exempts them, as it does icons); a kind without an entry has the hints of its fields.
 */
export function connectSteps(kind: string): readonly string[] {
  if (kind === 'telegram') return [t('connect.telegram1'), t('connect.telegram2'), t('connect.telegram3')]
  return []
}
