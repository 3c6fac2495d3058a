import type { QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import { accessRoutes } from './access-routes.tsx'
import { adminRoutes } from './admin-routes.tsx'
import { appRoute, rootRoute } from './base-routes.tsx'
import { inboxRoutes } from './inbox-routes.tsx'
import { NotFound } from './not-found.tsx'
import { RouteError } from './route-error.tsx'

const routeTree = rootRoute.addChildren([...accessRoutes, appRoute.addChildren([inboxRoutes, adminRoutes])])

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: false,
  })
}
