import { isRecord } from '../lib/is-record.ts'
import { ApiError } from './api-error.ts'

export type FieldErrors = Readonly<Record<string, string>>

/** What the hub says about single fields (`details` of code `invalid` are zod's issues), by path such as `texts.en.url`; the first of each wins. */
export function fieldErrors(error: unknown): FieldErrors {
  if (!(error instanceof ApiError) || error.code !== 'invalid') return {}
  // A channel that can't be opened names its fields in one sentence.
  if (isRecord(error.details) && Array.isArray(error.details['fields'])) {
    return Object.fromEntries(error.details['fields'].map((name) => [String(name), error.message]))
  }
  if (!Array.isArray(error.details)) return {}
  const found: Record<string, string> = {}
  for (const issue of error.details) {
    if (!isRecord(issue) || !Array.isArray(issue['path']) || typeof issue['message'] !== 'string') continue
    found[issue['path'].join('.')] ??= issue['message']
  }
  return found
}
