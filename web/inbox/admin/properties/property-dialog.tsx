import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Property } from '../../../../core/api/shapes.ts'
import { api } from '../../api/client.ts'
import { fieldErrors } from '../../api/field-errors.ts'
import { formText } from '../../lib/form-text.ts'
import { t } from '../../lib/t.ts'
import { propertiesKey } from '../../queries/properties.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FormFailure } from '../../ui/form-failure.tsx'
import { RadioGroup } from '../../ui/radio-group.tsx'
import { TextField } from '../../ui/text-field.tsx'

type PropertyDialogProps = { readonly property: Property | null; readonly onClose: () => void }

export function PropertyDialog({ property, onClose }: PropertyDialogProps) {
  const client = useQueryClient()
  const [kind, setKind] = useState<Property['kind']>(property?.kind ?? 'site')
  const save = useMutation({
    mutationFn: (form: HTMLFormElement) => {
      const body = { name: formText(form, 'name'), siteUrl: siteUrl(formText(form, 'siteUrl')) }
      return property === null
        ? api('POST /properties', { body: { kind, ...body } })
        : api('PATCH /properties/{id}', { params: { id: property.id }, body })
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: propertiesKey })
      onClose()
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    save.mutate(event.currentTarget)
  }
  const errors = fieldErrors(save.error)
  return (
    <Dialog title={t(property === null ? 'properties.addTitle' : 'properties.editTitle')} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {property === null ? (
          <RadioGroup
            legend={t('properties.kind')}
            value={kind}
            onValue={setKind}
            options={[
              { value: 'site', label: t('properties.kind.site'), hint: t('properties.kindHint.site') },
              { value: 'page', label: t('properties.kind.page'), hint: t('properties.kindHint.page') },
            ]}
          />
        ) : null}
        <TextField
          label={t('properties.name')}
          name="name"
          required
          maxLength={100}
          defaultValue={property?.name}
          autoComplete="off"
          error={errors['name']}
        />
        {kind === 'site' ? (
          <TextField
            label={t('properties.siteUrl')}
            name="siteUrl"
            inputMode="url"
            placeholder="https://example.com"
            defaultValue={property?.siteUrl ?? ''}
            autoComplete="off"
            hint={t('properties.siteUrlHint')}
            error={errors['siteUrl']}
          />
        ) : null}
        <FormFailure error={save.error} fields={['name', 'siteUrl']} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" look="primary" isBusy={save.isPending}>
            {t('save.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** People write `example.com`; the hub wants the whole address. */
function siteUrl(text: string): string | null {
  const trimmed = text.trim()
  if (trimmed === '') return null
  return /^[a-z]+:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`
}
