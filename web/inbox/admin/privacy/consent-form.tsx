import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import type { Answer } from '../../../../core/api/index.ts'
import { api } from '../../api/client.ts'
import { fieldErrors } from '../../api/field-errors.ts'
import { t } from '../../lib/t.ts'
import { consentSettingsQuery } from '../../queries/settings.ts'
import { useMe } from '../../session/me-context.ts'
import { Badge } from '../../ui/badge.tsx'
import { Notice } from '../../ui/notice.tsx'
import { RadioGroup } from '../../ui/radio-group.tsx'
import { Switch } from '../../ui/switch.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { SaveBar } from '../parts/save-bar.tsx'
import { Section } from '../parts/section.tsx'
import { useDraft } from '../parts/use-draft.ts'
import type { ConsentSettings } from './consent-settings.ts'
import { ConsentTexts } from './consent-texts.tsx'
import { emptyPolicyText } from './empty-policy-text.ts'
import { ExcludedChannels } from './excluded-channels.tsx'

const modes = ['explicit', 'implicit'] as const

export function ConsentForm({ stored: { version, ...stored } }: { readonly stored: Answer<'GET /settings/consent'> }) {
  const client = useQueryClient()
  const { account } = useMe()
  const { value, isDirty, change, reset } = useDraft<ConsentSettings>(stored)
  const save = useMutation({
    mutationFn: () => api('PUT /settings/consent', { body: value }),
    onSuccess: (saved) => {
      client.setQueryData(consentSettingsQuery.queryKey, saved)
      reset()
      toast.success(saved.version === version ? t('save.saved') : t('privacy.newVersion', { version: saved.version ?? 0 }))
    },
  })
  const errors = fieldErrors(save.error)
  const isTextChanged = JSON.stringify(value.texts) !== JSON.stringify(stored.texts)
  const language = account.locale.split('-')[0] ?? 'en'
  const switchOn = (enabled: boolean): void =>
    change(
      enabled && Object.keys(value.texts).length === 0
        ? { enabled, texts: { [language]: emptyPolicyText(language) } }
        : { enabled },
    )
  return (
    <>
      <Section title={t('privacy.consent')}>
        <Switch label={t('privacy.enabled')} hint={t('privacy.enabledHint')} checked={value.enabled} onChange={switchOn} />
        {errors['enabled'] === undefined ? null : <Notice tone="danger">{errors['enabled']}</Notice>}
        <p className="text-fg-2">
          {t('privacy.version')} <Badge tone="accent">{version === null ? t('privacy.noVersion') : String(version)}</Badge>
        </p>
      </Section>
      {value.enabled || Object.keys(value.texts).length > 0 ? (
        <>
          <Section title={t('privacy.answer')}>
            <RadioGroup
              legend={t('privacy.mode')}
              value={value.mode}
              onValue={(mode) => change({ mode })}
              options={modes.map((mode) => ({
                value: mode,
                label: t(`privacy.mode.${mode}`),
                hint: t(`privacy.modeHint.${mode}`),
              }))}
            />
          </Section>
          <Section title={t('privacy.texts')} text={t('privacy.textsText')}>
            {isTextChanged && version !== null ? <Notice tone="warn">{t('privacy.textChanged')}</Notice> : null}
            {errors['texts'] === undefined ? null : <Notice tone="danger">{errors['texts']}</Notice>}
            <ConsentTexts
              texts={value.texts}
              mode={value.mode}
              ownLanguage={language}
              errors={errors}
              onTexts={(texts) => change({ texts })}
            />
          </Section>
          <ExcludedChannels
            excludedIds={value.excludedChannelIds}
            onExcluded={(excludedChannelIds) => change({ excludedChannelIds })}
          />
          <Section title={t('privacy.purge')}>
            <TextField
              label={t('privacy.purgeDays')}
              hint={t('privacy.purgeHint')}
              error={errors['purgeAfterDays']}
              type="number"
              min={1}
              max={365}
              inputMode="numeric"
              className="max-w-xs"
              value={Number.isNaN(value.purgeAfterDays) ? '' : value.purgeAfterDays}
              onChange={(event) => change({ purgeAfterDays: event.target.valueAsNumber })}
            />
          </Section>
        </>
      ) : null}
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
