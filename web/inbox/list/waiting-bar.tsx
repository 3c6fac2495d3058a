import { lastingText } from '../lib/format-time.ts'
import { t } from '../lib/t.ts'

/** Full after an hour; it grows fast at first, when it matters most. */
const fullMs = 3_600_000

/** At the row's edge, longer the longer the customer waits. */
export function WaitingBar({ since, now }: { readonly since: string; readonly now: number }) {
  const waitedMs = Math.max(0, now - Date.parse(since))
  const share = Math.min(1, 0.18 + 0.82 * Math.sqrt(waitedMs / fullMs))
  const text = t('list.waiting', { time: lastingText(waitedMs) })
  return (
    <span role="img" aria-label={text} title={text} className="absolute inset-y-0 left-0 flex w-[3px] flex-col justify-center">
      <span className="w-full rounded-r-full bg-waiting" style={{ blockSize: `${share * 100}%` }} />
    </span>
  )
}
