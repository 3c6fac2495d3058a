import type { Answer } from '../../../../core/api/index.ts'

export type DistributionSettings = Answer<'GET /settings/distribution'>
