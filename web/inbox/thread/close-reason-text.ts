import type { Dialogue } from '../../../core/api/shapes.ts'
import { t } from '../lib/t.ts'

export function closeReasonText(reason: Dialogue['closeReason']): string {
  return reason === null ? t('close.closed') : t(`close.${reason}`)
}
