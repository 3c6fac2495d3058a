import { getRouteApi } from '@tanstack/react-router'
import { type ListFilter, views } from '../queries/views.ts'

const route = getRouteApi('/app/inbox/$view')

/** The list as the address names it. */
export function useListFilter(): ListFilter & { readonly q: string } {
  const { view } = route.useParams()
  const search = route.useSearch()
  return {
    view: views.find((candidate) => candidate === view) ?? 'mine',
    channelId: search.channel ?? null,
    propertyId: search.property ?? null,
    q: search.q ?? '',
  }
}
