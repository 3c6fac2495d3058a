import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { FailedState } from '../ui/failed-state.tsx'

export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const again = (): void => {
    reset()
    void router.invalidate()
  }
  return (
    <main className="flex min-h-full items-center justify-center">
      <FailedState error={error} onRetry={again} />
    </main>
  )
}
