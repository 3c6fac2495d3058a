import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { api } from '../../api/client.ts'
import { fieldErrors } from '../../api/field-errors.ts'
import { t } from '../../lib/t.ts'
import { useManagers } from '../../queries/managers.ts'
import { distributionSettingsQuery } from '../../queries/settings.ts'
import { RadioGroup } from '../../ui/radio-group.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { SaveBar } from '../parts/save-bar.tsx'
import { Section } from '../parts/section.tsx'
import { useDraft } from '../parts/use-draft.ts'
import { AvailableNow } from './available-now.tsx'
import type { DistributionSettings } from './distribution-settings.ts'

const modes = ['none', 'fixed', 'round_robin', 'least_loaded'] as const
const presences = ['both', 'status', 'online'] as const

export function DistributionForm({ stored }: { readonly stored: DistributionSettings }) {
  const client = useQueryClient()
  const managers = useManagers().filter((manager) => manager.state === 'active')
  const { value, isDirty, change, reset } = useDraft(stored)
  const save = useMutation({
    mutationFn: () => api('PUT /settings/distribution', { body: value }),
    onSuccess: (saved) => {
      client.setQueryData(distributionSettingsQuery.queryKey, saved)
      reset()
      toast.success(t('save.saved'))
    },
  })
  const errors = fieldErrors(save.error)
  return (
    <>
      <Section title={t('distribution.who')}>
        <RadioGroup
          legend={t('distribution.mode')}
          value={value.mode}
          onValue={(mode) => change({ mode })}
          options={modes.map((mode) => ({
            value: mode,
            label: t(`distribution.mode.${mode}`),
            hint: t(`distribution.modeHint.${mode}`),
          }))}
        />
        {value.mode === 'fixed' ? (
          <SelectField
            label={t('distribution.manager')}
            value={value.managerId ?? ''}
            onValue={(managerId) => change({ managerId: managerId === '' ? null : managerId })}
            error={errors['managerId']}
            className="max-w-sm"
            options={[
              { value: '', label: t('distribution.chooseManager') },
              ...managers.map((manager) => ({ value: manager.id, label: manager.name })),
            ]}
          />
        ) : null}
      </Section>
      {value.mode === 'none' ? null : (
        <Section title={t('distribution.whom')}>
          <RadioGroup
            legend={t('distribution.presence')}
            value={value.presence}
            onValue={(presence) => change({ presence })}
            options={presences.map((presence) => ({
              value: presence,
              label: t(`distribution.presence.${presence}`),
              hint: t(`distribution.presenceHint.${presence}`),
            }))}
          />
          <TextField
            label={t('distribution.capacity')}
            hint={t('distribution.capacityHint')}
            error={errors['capacity']}
            type="number"
            min={1}
            max={1000}
            inputMode="numeric"
            className="max-w-sm"
            value={Number.isNaN(value.capacity) ? '' : value.capacity}
            onChange={(event) => change({ capacity: event.target.valueAsNumber })}
          />
          <AvailableNow settings={value} />
        </Section>
      )}
      <SaveBar
        isDirty={isDirty}
        isSaving={save.isPending}
        error={save.error}
        onSave={() => save.mutate()}
        onReset={() => {
          save.reset()
          reset()
        }}
      />
    </>
  )
}
