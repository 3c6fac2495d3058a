import { useLive } from '../live/live-state.ts'

/** Tells screen readers of new messages and of the connection. */
export function Announcer() {
  const { id, text } = useLive((live) => live.announcement)
  return (
    <div aria-live="polite" className="sr-only">
      <span key={id}>{text}</span>
    </div>
  )
}
