import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { api } from '../api/client.ts'
import { fieldErrors } from '../api/field-errors.ts'
import { formText } from '../lib/form-text.ts'
import { t } from '../lib/t.ts'
import { setupQuery } from '../queries/setup.ts'
import { Button } from '../ui/button.tsx'
import { FailedState } from '../ui/failed-state.tsx'
import { FormFailure } from '../ui/form-failure.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { TextField } from '../ui/text-field.tsx'
import { textLinkClass } from '../ui/text-link-class.ts'
import { AccessLayout } from './access-layout.tsx'

export function ForgotPage() {
  const setup = useQuery(setupQuery)
  const ask = useMutation({
    mutationFn: (form: HTMLFormElement) => api('POST /password-resets', { body: { email: formText(form, 'email') } }),
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    ask.mutate(event.currentTarget)
  }
  const back = (
    <Link to="/sign-in" className={textLinkClass}>
      {t('access.backToSignIn')}
    </Link>
  )
  if (setup.data === undefined) {
    return (
      <AccessLayout title={t('access.forgotTitle')} footer={back}>
        {setup.error === null ? <Skeleton rows={2} /> : <FailedState error={setup.error} onRetry={() => void setup.refetch()} />}
      </AccessLayout>
    )
  }
  if (!setup.data.mailConfigured) {
    return (
      <AccessLayout title={t('access.forgotTitle')} text={t('access.forgotNoMail')} footer={back}>
        <p className="text-fg-2">{t('access.forgotNoMailAdmin')}</p>
      </AccessLayout>
    )
  }
  if (ask.isSuccess) {
    return (
      <AccessLayout title={t('access.forgotSentTitle')} footer={back}>
        <Notice tone="ok" role="status">
          {t('access.forgotSentText')}
        </Notice>
      </AccessLayout>
    )
  }
  return (
    <AccessLayout title={t('access.forgotTitle')} text={t('access.forgotText')} footer={back}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('access.email')}
          name="email"
          type="email"
          autoComplete="username"
          required
          error={fieldErrors(ask.error)['email']}
        />
        <FormFailure error={ask.error} fields={['email']} />
        <Button type="submit" look="primary" isBusy={ask.isPending} className="mt-1 h-10">
          {t('access.forgotAction')}
        </Button>
      </form>
    </AccessLayout>
  )
}
