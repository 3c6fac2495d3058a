import { createRoute, redirect } from '@tanstack/react-router'
import { InboxPage } from '../list/inbox-page.tsx'
import { parseInboxSearch } from '../list/inbox-search.ts'
import { views } from '../queries/views.ts'
import { NoDialogue } from '../thread/no-dialogue.tsx'
import { ThreadPage } from '../thread/thread-page.tsx'
import { appRoute } from './base-routes.tsx'

const inboxRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/inbox',
  beforeLoad: ({ location }) => {
    if (location.pathname.replace(/\/$/, '') === '/inbox') throw redirect({ to: '/inbox/$view', params: { view: 'mine' } })
  },
})

const viewRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: '$view',
  validateSearch: parseInboxSearch,
  beforeLoad: ({ params }) => {
    if (!views.some((view) => view === params.view)) throw redirect({ to: '/inbox/$view', params: { view: 'mine' } })
  },
  component: InboxPage,
})

const noDialogueRoute = createRoute({ getParentRoute: () => viewRoute, path: '/', component: NoDialogue })
const dialogueRoute = createRoute({ getParentRoute: () => viewRoute, path: '$dialogueId', component: ThreadPage })

export const inboxRoutes = inboxRoute.addChildren([viewRoute.addChildren([noDialogueRoute, dialogueRoute])])
