import { useQuery } from '@tanstack/react-query'
import type { Counters } from '../../../core/api/shapes.ts'
import { countersQuery } from '../queries/counters.ts'

export const useCounts = (): Counters | undefined => useQuery(countersQuery).data
