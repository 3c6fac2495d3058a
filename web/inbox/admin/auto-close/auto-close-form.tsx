import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import type { Answer } from '../../../../core/api/index.ts'
import { api } from '../../api/client.ts'
import { fieldErrors } from '../../api/field-errors.ts'
import { t } from '../../lib/t.ts'
import { autoCloseSettingsQuery } from '../../queries/settings.ts'
import { useMe } from '../../session/me-context.ts'
import { Switch } from '../../ui/switch.tsx'
import { SaveBar } from '../parts/save-bar.tsx'
import { Section } from '../parts/section.tsx'
import { useDraft } from '../parts/use-draft.ts'
import { DurationField } from './duration-field.tsx'

const dayS = 86_400

export function AutoCloseForm({ stored }: { readonly stored: Answer<'GET /settings/auto-close'> }) {
  const client = useQueryClient()
  const { account } = useMe()
  const { value, isDirty, change, reset } = useDraft(stored)
  const save = useMutation({
    mutationFn: () => api('PUT /settings/auto-close', { body: value }),
    onSuccess: (saved) => {
      client.setQueryData(autoCloseSettingsQuery.queryKey, saved)
      reset()
      toast.success(t('save.saved'))
    },
  })
  const errors = fieldErrors(save.error)
  return (
    <>
      <Section title={t('autoClose.assigned')}>
        <Switch
          label={t('autoClose.idleOn')}
          hint={t('autoClose.idleHint')}
          checked={value.idleSeconds !== null}
          onChange={(isOn) => change({ idleSeconds: isOn ? (stored.idleSeconds ?? dayS) : null })}
        />
        {value.idleSeconds === null ? null : (
          <>
            <DurationField
              label={t('autoClose.idle')}
              seconds={value.idleSeconds}
              onSeconds={(idleSeconds) => change({ idleSeconds })}
              error={errors['idleSeconds']}
            />
            <Switch
              label={t('autoClose.keep')}
              hint={t('autoClose.keepHint')}
              checked={value.keepWhileCustomerWaits}
              onChange={(keepWhileCustomerWaits) => change({ keepWhileCustomerWaits })}
            />
          </>
        )}
      </Section>
      <Section title={t('autoClose.unassigned')}>
        <p className="max-w-prose text-fg-2">{t('autoClose.monthText', { zone: account.timeZone.replaceAll('_', ' ') })}</p>
      </Section>
      <Section title={t('autoClose.reopen')}>
        <DurationField
          label={t('autoClose.reopenWithin')}
          hint={t('autoClose.reopenHint')}
          seconds={value.reopenSeconds}
          onSeconds={(reopenSeconds) => change({ reopenSeconds })}
          error={errors['reopenSeconds']}
        />
      </Section>
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
