import type { ZodType } from 'zod'
import type { Right } from '../permissions.ts'

/**
 * One operation under /api/v1, keyed `METHOD /path`. Server, OpenAPI document and browser client are all made from it.
 * access: who may call. `open`: anyone. `actor`: a session or an API key, with the right where one is named. `session`: a person only.
 * `visitor`: a widget visitor's token. `tag` groups the operations in the documentation.
 */
export type Endpoint = Readonly<{
  tag: string
  summary: string
  access: 'open' | 'session' | 'actor' | 'visitor'
  right: Right | null
  params?: ZodType
  query?: ZodType
  body?: ZodType
  /** multipart/form-data with one part `file`, instead of a JSON body. */
  multipart?: true
  /** The answer is bytes, not JSON. */
  binary?: true
  status: 200 | 201 | 202 | 204
  response: ZodType | null
}>
