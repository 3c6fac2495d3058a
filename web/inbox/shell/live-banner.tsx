import { t } from '../lib/t.ts'
import { useLive } from '../live/live-state.ts'

/** A screen that has stopped being live must say so. */
export function LiveBanner() {
  const banner = useLive((live) => live.banner)
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-0 z-30 flex justify-center">
      {banner === null ? null : (
        <p
          className={`float-in rounded-b-menu border border-t-0 px-3 py-1 text-meta font-medium ${banner === 'down' ? 'border-note-line bg-note text-note-fg' : 'border-line bg-accent-soft text-fg'}`}
        >
          {t(banner === 'down' ? 'live.down' : 'live.restored')}
        </p>
      )}
    </div>
  )
}
