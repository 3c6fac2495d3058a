import { errorText } from '../api/error-text.ts'
import { fieldErrors } from '../api/field-errors.ts'
import { Notice } from './notice.tsx'

/** What the hub said that belongs to no single field. */
export function FormFailure({ error, fields }: { readonly error: unknown; readonly fields: readonly string[] }) {
  if (error === null || error === undefined) return null
  const placed = Object.keys(fieldErrors(error))
  if (placed.length > 0 && placed.every((path) => fields.includes(path))) return null
  return (
    <Notice tone="danger" role="alert">
      {errorText(error)}
    </Notice>
  )
}
