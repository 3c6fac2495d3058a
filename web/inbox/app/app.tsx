import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { Tooltip } from 'radix-ui'
import { Toaster } from 'sonner'
import { createQueryClient } from '../api/query-client.ts'
import { t } from '../lib/t.ts'
import { usePreferences } from '../prefs/preferences.ts'
import { meQuery } from '../queries/me.ts'
import { createAppRouter } from './router.tsx'

const queryClient = createQueryClient((client) => client.setQueryData(meQuery.queryKey, null))
const router = createAppRouter(queryClient)

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

export function App() {
  const theme = usePreferences((preferences) => preferences.theme)
  return (
    <QueryClientProvider client={queryClient}>
      <Tooltip.Provider delayDuration={400} skipDelayDuration={200}>
        <RouterProvider router={router} />
        <Toaster
          theme={theme}
          position="bottom-left"
          offset={{ bottom: 16, left: 72 }}
          mobileOffset={{ bottom: 72, left: 16, right: 16 }}
          containerAriaLabel={t('ui.notifications')}
          toastOptions={{
            style: {
              background: 'var(--bg-overlay)',
              color: 'var(--fg)',
              border: '1px solid var(--line)',
              borderRadius: '8px',
              boxShadow: 'var(--shadow-menu)',
              fontFamily: 'inherit',
              fontSize: '0.8125rem',
            },
            actionButtonStyle: { background: 'var(--accent)', color: 'var(--accent-on)' },
          }}
        />
      </Tooltip.Provider>
    </QueryClientProvider>
  )
}
