import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { meQuery } from '../queries/me.ts'
import { setupQuery } from '../queries/setup.ts'
import { rootRoute } from './base-routes.tsx'

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: async ({ context }) => {
    const me = await context.queryClient.ensureQueryData(meQuery)
    if (me !== null) throw redirect({ to: '/inbox/$view', params: { view: 'mine' } })
    const setup = await context.queryClient.ensureQueryData(setupQuery)
    throw setup.needed ? redirect({ to: '/setup' }) : redirect({ to: '/sign-in' })
  },
})

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: (search): { token?: string } => {
    const token = textOf(search['token'])
    return token === undefined ? {} : { token }
  },
  component: lazyRouteComponent(() => import('../access/setup-page.tsx'), 'SetupPage'),
})

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { next?: string } => {
    const next = textOf(search['next'])
    // Only a path of this page's own may follow a sign-in.
    return next?.startsWith('/') && !next.startsWith('//') ? { next } : {}
  },
  component: lazyRouteComponent(() => import('../access/sign-in-page.tsx'), 'SignInPage'),
})

const signUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-up',
  component: lazyRouteComponent(() => import('../access/sign-up-page.tsx'), 'SignUpPage'),
})

const inviteRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invite/$token',
  component: lazyRouteComponent(() => import('../access/invite-page.tsx'), 'InvitePage'),
})

const forgotRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot',
  component: lazyRouteComponent(() => import('../access/forgot-page.tsx'), 'ForgotPage'),
})

const resetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset/$token',
  component: lazyRouteComponent(() => import('../access/reset-page.tsx'), 'ResetPage'),
})

export const accessRoutes = [indexRoute, setupRoute, signInRoute, signUpRoute, inviteRoute, forgotRoute, resetRoute] as const
