import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ApiKey } from '../../../../core/api/shapes.ts'
import { api } from '../../api/client.ts'
import { fieldErrors } from '../../api/field-errors.ts'
import { formText } from '../../lib/form-text.ts'
import { t } from '../../lib/t.ts'
import { apiKeysKey } from '../../queries/api-keys.ts'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FormFailure } from '../../ui/form-failure.tsx'
import { RadioGroup } from '../../ui/radio-group.tsx'
import { TextField } from '../../ui/text-field.tsx'

export function ApiKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient()
  const [role, setRole] = useState<ApiKey['role']>('manager')
  const make = useMutation({
    mutationFn: (form: HTMLFormElement) => api('POST /api-keys', { body: { name: formText(form, 'name'), role } }),
    onSuccess: () => client.invalidateQueries({ queryKey: apiKeysKey }),
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    make.mutate(event.currentTarget)
  }
  if (make.data !== undefined) {
    return (
      <Dialog title={t('apiKeys.madeTitle')} description={t('apiKeys.madeText')} isOpen onClose={onClose}>
        <CopyField label={make.data.name} value={make.data.apiKey} />
        <div className="flex justify-end">
          <Button look="primary" onClick={onClose}>
            {t('ui.done')}
          </Button>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog title={t('apiKeys.make')} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('apiKeys.name')}
          name="name"
          required
          maxLength={100}
          autoComplete="off"
          hint={t('apiKeys.nameHint')}
          error={fieldErrors(make.error)['name']}
        />
        <RadioGroup
          legend={t('people.role')}
          value={role}
          onValue={setRole}
          options={(['manager', 'chat_administrator', 'administrator'] as const).map((value) => ({
            value,
            label: t(`role.${value}`),
            hint: t(`roleHint.${value}`),
          }))}
        />
        <FormFailure error={make.error} fields={['name']} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" look="primary" isBusy={make.isPending}>
            {t('apiKeys.make')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
