import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { ChannelKindInfo, Property } from '../../../../core/api/shapes.ts'
import { api } from '../../api/client.ts'
import { fieldErrors } from '../../api/field-errors.ts'
import { formText } from '../../lib/form-text.ts'
import { t } from '../../lib/t.ts'
import { channelsKey } from '../../queries/channels.ts'
import { propertiesKey } from '../../queries/properties.ts'
import { useMe } from '../../session/me-context.ts'
import { Button } from '../../ui/button.tsx'
import { FormFailure } from '../../ui/form-failure.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { ChannelFields, channelValues } from './channel-fields.tsx'
import { connectSteps } from './connect-guide.ts'

type ConnectFormProps = { readonly kind: ChannelKindInfo; readonly properties: readonly Property[] }

export function ConnectForm({ kind, properties }: ConnectFormProps) {
  const client = useQueryClient()
  const { publicUrl } = useMe()
  const navigate = useNavigate()
  const [propertyId, setPropertyId] = useState(properties[0]?.id ?? '')
  const connect = useMutation({
    mutationFn: (form: HTMLFormElement) =>
      api('POST /channels', {
        body: { kind: kind.kind, propertyId, name: formText(form, 'name'), ...channelValues(kind, form, {}) },
      }),
    onSuccess: async (channel) => {
      await client.invalidateQueries({ queryKey: channelsKey })
      void client.invalidateQueries({ queryKey: propertiesKey })
      await navigate({ to: '/admin/channels/$channelId', params: { channelId: channel.id } })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    connect.mutate(event.currentTarget)
  }
  const errors = fieldErrors(connect.error)
  const steps = connectSteps(kind.kind)
  return (
    <form onSubmit={submit} className="flex max-w-xl flex-col gap-5">
      {steps.length === 0 ? null : (
        <ol className="list-decimal space-y-1 border-l-2 border-accent pl-8 text-body">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      <ChannelFields kind={kind} channel={null} errors={errors} startValue={(field) => withoutPublicAddress(field, publicUrl)} />
      <TextField
        label={t('channels.name')}
        name="name"
        required
        maxLength={100}
        defaultValue={kind.title}
        autoComplete="off"
        hint={t('channels.nameHint')}
        error={errors['name']}
      />
      <SelectField
        label={t('contact.property')}
        value={propertyId}
        onValue={setPropertyId}
        hint={t('channels.propertyHint')}
        error={errors['propertyId']}
        options={properties.map((property) => ({ value: property.id, label: property.name }))}
      />
      <FormFailure
        error={connect.error}
        fields={['name', 'propertyId', ...kind.fields.map((field) => `${field.secret ? 'secrets' : 'config'}.${field.name}`)]}
      />
      <div>
        <Button type="submit" look="primary" isBusy={connect.isPending}>
          {t(kind.capabilities.hostedByHub ? 'connect.create' : 'connect.connect')}
        </Button>
        {connect.isPending && !kind.capabilities.hostedByHub ? (
          <span role="status" className="after-a-moment ml-3 text-fg-2">
            {t('connect.checking')}
          </span>
        ) : null}
      </div>
    </form>
  )
}

/** A webhook needs an address that the platform can reach: without one the form begins with another way, where the kind declares one. */
function withoutPublicAddress(field: ChannelKindInfo['fields'][number], publicUrl: string | null): string {
  const other = field.options?.find((option) => option.value !== 'webhook')
  return publicUrl === null && other !== undefined ? other.value : (field.options?.[0]?.value ?? '')
}
