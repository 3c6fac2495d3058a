import { errorText } from '../api/error-text.ts'
import { t } from '../lib/t.ts'
import { Button } from './button.tsx'

type FailedStateProps = { readonly error: unknown; readonly onRetry: () => void }

export function FailedState({ error, onRetry }: FailedStateProps) {
  return (
    <div role="alert" className="flex max-w-md flex-col items-start gap-2 p-6">
      <p className="font-bold">{t('ui.failedTitle')}</p>
      <p className="text-fg-2">{errorText(error)}</p>
      <Button onClick={onRetry} className="mt-1">
        {t('ui.tryAgain')}
      </Button>
    </div>
  )
}
