import { Link } from '@tanstack/react-router'
import { t } from '../lib/t.ts'
import { buttonClass } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'

export function NotFound() {
  return (
    <main className="flex min-h-full items-center justify-center">
      <EmptyState title={t('app.notFoundTitle')} text={t('app.notFoundText')}>
        <Link to="/" className={buttonClass('primary')}>
          {t('app.toInbox')}
        </Link>
      </EmptyState>
    </main>
  )
}
