import { t } from '../lib/t.ts'

type SkeletonProps = { readonly rows?: number; readonly height?: number }

/** Shows only when loading takes longer than a moment. */
export function Skeleton({ rows = 3, height = 40 }: SkeletonProps) {
  return (
    <div role="status" className="after-a-moment flex flex-col gap-2 p-4">
      <span className="sr-only">{t('ui.loading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: grey bars have no identity
          key={row}
          className="breathe rounded-button bg-sunken"
          style={{ blockSize: height, animationDelay: `${row * 120}ms` }}
        />
      ))}
    </div>
  )
}
