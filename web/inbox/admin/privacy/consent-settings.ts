import type { Answer } from '../../../../core/api/index.ts'

export type ConsentSettings = Omit<Answer<'GET /settings/consent'>, 'version'>
export type PolicyText = ConsentSettings['texts'][string]
