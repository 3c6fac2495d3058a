import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { appRoute } from './base-routes.tsx'

const adminRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/admin',
  component: lazyRouteComponent(() => import('../admin/admin-layout.tsx'), 'AdminLayout'),
})

const adminIndexRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/admin/start' })
  },
})

const startRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'start',
  component: lazyRouteComponent(() => import('../admin/start/start-page.tsx'), 'StartPage'),
})

const propertiesRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'properties',
  component: lazyRouteComponent(() => import('../admin/properties/properties-page.tsx'), 'PropertiesPage'),
})

const channelsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'channels',
  component: lazyRouteComponent(() => import('../admin/channels/channels-page.tsx'), 'ChannelsPage'),
})

const peopleRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'people',
  component: lazyRouteComponent(() => import('../admin/people/people-page.tsx'), 'PeoplePage'),
})

const apiKeysRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'api-keys',
  component: lazyRouteComponent(() => import('../admin/api-keys/api-keys-page.tsx'), 'ApiKeysPage'),
})

const privacyRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'privacy',
  component: lazyRouteComponent(() => import('../admin/privacy/privacy-page.tsx'), 'PrivacyPage'),
})

const distributionRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'distribution',
  component: lazyRouteComponent(() => import('../admin/distribution/distribution-page.tsx'), 'DistributionPage'),
})

const autoCloseRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'auto-close',
  component: lazyRouteComponent(() => import('../admin/auto-close/auto-close-page.tsx'), 'AutoClosePage'),
})

const deadLettersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'dead-letters',
  component: lazyRouteComponent(() => import('../admin/dead-letters/dead-letters-page.tsx'), 'DeadLettersPage'),
})

const connectRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'channels/connect',
  validateSearch: (search): { kind?: string } => (typeof search['kind'] === 'string' ? { kind: search['kind'] } : {}),
  component: lazyRouteComponent(() => import('../admin/channels/connect-page.tsx'), 'ConnectPage'),
})

const channelRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'channels/$channelId',
  component: lazyRouteComponent(() => import('../admin/channels/channel-page.tsx'), 'ChannelPage'),
})

export const adminRoutes = adminRoute.addChildren([
  adminIndexRoute,
  startRoute,
  propertiesRoute,
  channelsRoute,
  peopleRoute,
  apiKeysRoute,
  privacyRoute,
  distributionRoute,
  autoCloseRoute,
  deadLettersRoute,
  connectRoute,
  channelRoute,
])
