import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'

export const settingsKey = ['settings'] as const

export const consentSettingsQuery = queryOptions({
  queryKey: [...settingsKey, 'consent'],
  queryFn: ({ signal }) => api('GET /settings/consent', { signal }),
})

export const distributionSettingsQuery = queryOptions({
  queryKey: [...settingsKey, 'distribution'],
  queryFn: ({ signal }) => api('GET /settings/distribution', { signal }),
})

export const autoCloseSettingsQuery = queryOptions({
  queryKey: [...settingsKey, 'auto-close'],
  queryFn: ({ signal }) => api('GET /settings/auto-close', { signal }),
})
