import { useQuery } from '@tanstack/react-query'
import { Navigate, Outlet, useLocation, useMatch } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { Me } from '../../../core/api/shapes.ts'
import { cx } from '../lib/cx.ts'
import { useLiveEvents } from '../live/use-live-events.ts'
import { meQuery } from '../queries/me.ts'
import { MeContext } from '../session/me-context.ts'
import { useShortcuts } from '../session/use-shortcuts.ts'
import { Announcer } from './announcer.tsx'
import { BottomBar } from './bottom-bar.tsx'
import { LiveBanner } from './live-banner.tsx'
import { Rail } from './rail.tsx'
import { ShortcutSheet } from './shortcut-sheet.tsx'
import { TopBar } from './top-bar.tsx'

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }))

export function AppShell() {
  const me = useQuery(meQuery).data
  const { href } = useLocation()
  if (me === undefined) return null
  if (me === null) return <Navigate to="/sign-in" search={href === '/' ? {} : { next: href }} replace />
  return (
    <MeContext value={me}>
      <SignedIn key={me.account.id} me={me} />
    </MeContext>
  )
}

function SignedIn({ me }: { readonly me: Me }) {
  useLiveEvents(me)
  const [overlay, setOverlay] = useState<'palette' | 'keys' | null>(null)
  useShortcuts({ 'mod+k': () => setOverlay('palette'), '?': () => setOverlay('keys') })
  const isInThread = useMatch({ from: '/app/inbox/$view/$dialogueId', shouldThrow: false }) !== undefined
  return (
    <div className="grid h-dvh grid-rows-[auto_1fr_auto] bg-app sm:grid-cols-[56px_1fr] sm:grid-rows-[auto_1fr]">
      <Rail me={me} />
      <TopBar me={me} isInThread={isInThread} onSearch={() => setOverlay('palette')} onKeys={() => setOverlay('keys')} />
      <div className="relative min-h-0 min-w-0 sm:col-start-2">
        <LiveBanner />
        <Outlet />
      </div>
      <div className={cx('sm:hidden', isInThread && 'hidden')}>
        <BottomBar me={me} />
      </div>
      <Announcer />
      <ShortcutSheet isOpen={overlay === 'keys'} onClose={() => setOverlay(null)} />
      {overlay === 'palette' ? (
        <Suspense>
          <Palette onClose={() => setOverlay(null)} onKeys={() => setOverlay('keys')} />
        </Suspense>
      ) : null}
    </div>
  )
}
