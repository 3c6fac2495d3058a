import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'

export const decisionsKey = (dialogueId: string) => ['decisions', dialogueId] as const

export const decisionsQuery = (dialogueId: string) =>
  queryOptions({
    queryKey: decisionsKey(dialogueId),
    queryFn: async ({ signal }) => (await api('GET /dialogues/{id}/decisions', { params: { id: dialogueId }, signal })).items,
  })
