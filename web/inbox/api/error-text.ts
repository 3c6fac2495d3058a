import { t } from '../lib/t.ts'
import { ApiError } from './api-error.ts'

/** What went wrong, for a person. The hub's own sentence where it has one to say; ours where a code says enough. */
export function errorText(error: unknown): string {
  if (!(error instanceof ApiError)) return t('error.unknown')
  switch (error.code) {
    case 'network':
      return t('error.network')
    case 'rate_limited':
      return error.retryAfterMs === null
        ? t('error.rateLimited')
        : t('error.rateLimitedFor', { count: Math.max(1, Math.ceil(error.retryAfterMs / 1000)) })
    case 'forbidden':
      return t('error.forbidden')
    case 'not_found':
      return t('error.notFound')
    case 'unavailable':
      return t('error.unavailable')
    case 'too_large':
      return t('error.tooLarge')
    case 'unknown':
      return error.requestId === null ? t('error.unknown') : t('error.unknownWithId', { id: error.requestId })
    default:
      return error.message
  }
}
