import { useBlocker } from '@tanstack/react-router'
import { errorText } from '../../api/error-text.ts'
import { fieldErrors } from '../../api/field-errors.ts'
import { t } from '../../lib/t.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'

type SaveBarProps = {
  readonly isDirty: boolean
  readonly isSaving: boolean
  readonly error: unknown
  readonly onSave: () => void
  readonly onReset: () => void
}

/** Appears with the first change and stays until it is saved or taken back; leaving the page asks. */
export function SaveBar({ isDirty, isSaving, error, onSave, onReset }: SaveBarProps) {
  const blocker = useBlocker({ shouldBlockFn: () => isDirty, enableBeforeUnload: () => isDirty, withResolver: true })
  if (!isDirty) return null
  const failure = error === null ? null : Object.keys(fieldErrors(error)).length > 0 ? t('save.invalid') : errorText(error)
  return (
    <>
      <div className="float-in sticky bottom-3 z-20 mt-4 flex flex-wrap items-center gap-2 rounded-menu border border-line-strong bg-overlay py-2 pr-2 pl-4 shadow-menu">
        <p role="status" className={`min-w-40 flex-1 ${failure === null ? 'text-fg-2' : 'text-danger'}`}>
          {failure ?? t('save.unsaved')}
        </p>
        <Button look="quiet" onClick={onReset} disabled={isSaving}>
          {t('save.reset')}
        </Button>
        <Button look="primary" onClick={onSave} isBusy={isSaving}>
          {t('save.save')}
        </Button>
      </div>
      <ConfirmDialog
        title={t('save.leaveTitle')}
        text={t('save.leaveText')}
        action={t('save.leave')}
        isBusy={false}
        isOpen={blocker.status === 'blocked'}
        onConfirm={() => blocker.proceed?.()}
        onClose={() => blocker.reset?.()}
      />
    </>
  )
}
