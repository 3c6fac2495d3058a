import { t } from '../../lib/t.ts'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'

type LinkDialogProps = { readonly title: string; readonly text: string; readonly url: string; readonly onClose: () => void }

/** A link to hand over, where no mail is configured or none arrived. */
export function LinkDialog({ title, text, url, onClose }: LinkDialogProps) {
  return (
    <Dialog title={title} description={text} isOpen onClose={onClose}>
      <CopyField label={t('people.link')} value={url} />
      <div className="flex justify-end">
        <Button look="primary" onClick={onClose}>
          {t('ui.done')}
        </Button>
      </div>
    </Dialog>
  )
}
