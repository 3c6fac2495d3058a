import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { toast } from 'sonner'
import type { Channel, ChannelKindInfo } from '../../../../core/api/shapes.ts'
import { api } from '../../api/client.ts'
import { fieldErrors } from '../../api/field-errors.ts'
import { formText } from '../../lib/form-text.ts'
import { t } from '../../lib/t.ts'
import { channelsKey } from '../../queries/channels.ts'
import { useProperties } from '../../queries/properties.ts'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { SaveBar } from '../parts/save-bar.tsx'
import { Section } from '../parts/section.tsx'
import { ChannelFields, channelValues } from './channel-fields.tsx'

type ChannelSettingsProps = { readonly channel: Channel; readonly kind: ChannelKindInfo }

export function ChannelSettings({ channel, kind }: ChannelSettingsProps) {
  const client = useQueryClient()
  const properties = useProperties()
  const form = useRef<HTMLFormElement>(null)
  const [propertyId, setPropertyId] = useState(channel.propertyId)
  const [isDirty, setDirty] = useState(false)
  const [generation, setGeneration] = useState(0)
  const save = useMutation({
    mutationFn: (fields: HTMLFormElement) => {
      const { config, secrets } = channelValues(kind, fields, channel.config)
      return api('PATCH /channels/{id}', {
        params: { id: channel.id },
        body: {
          name: formText(fields, 'name'),
          ...(propertyId === channel.propertyId ? {} : { propertyId }),
          config,
          ...(Object.keys(secrets).length === 0 ? {} : { secrets }),
        },
      })
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: channelsKey })
      toast.success(t('save.saved'))
      startOver()
    },
  })
  const startOver = (): void => {
    setDirty(false)
    setGeneration((current) => current + 1)
  }
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    save.mutate(event.currentTarget)
  }
  const errors = fieldErrors(save.error)
  return (
    <Section title={t('channels.settings')}>
      <form key={generation} ref={form} onSubmit={submit} onInput={() => setDirty(true)} className="flex max-w-xl flex-col gap-4">
        <TextField
          label={t('channels.name')}
          name="name"
          required
          maxLength={100}
          defaultValue={channel.name}
          autoComplete="off"
          error={errors['name']}
        />
        <SelectField
          label={t('contact.property')}
          value={propertyId}
          onValue={setPropertyId}
          options={properties.map((property) => ({ value: property.id, label: property.name }))}
          error={errors['propertyId']}
        />
        <ChannelFields kind={kind} channel={channel} errors={errors} />
      </form>
      <SaveBar
        isDirty={isDirty}
        isSaving={save.isPending}
        error={save.error}
        onSave={() => form.current?.requestSubmit()}
        onReset={() => {
          setPropertyId(channel.propertyId)
          save.reset()
          startOver()
        }}
      />
    </Section>
  )
}
