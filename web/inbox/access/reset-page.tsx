import { useMutation } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { hasCode } from '../api/api-error.ts'
import { api } from '../api/client.ts'
import { fieldErrors } from '../api/field-errors.ts'
import { formText } from '../lib/form-text.ts'
import { t } from '../lib/t.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { FormFailure } from '../ui/form-failure.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { AccessLayout } from './access-layout.tsx'

export function ResetPage() {
  const { token } = useParams({ from: '/reset/$token' })
  const reset = useMutation({
    mutationFn: (form: HTMLFormElement) =>
      api('POST /password-resets/{token}', { params: { token }, body: { password: formText(form, 'password') } }),
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    reset.mutate(event.currentTarget)
  }
  if (reset.isSuccess) {
    return (
      <AccessLayout title={t('access.resetDoneTitle')} text={t('access.resetDoneText')}>
        <Link to="/sign-in" className={buttonClass('primary')}>
          {t('access.signIn')}
        </Link>
      </AccessLayout>
    )
  }
  if (hasCode(reset.error, 'not_found')) {
    return (
      <AccessLayout title={t('access.resetGoneTitle')} text={t('access.resetGoneText')}>
        <Link to="/forgot" className={buttonClass('primary')}>
          {t('access.resetAgain')}
        </Link>
      </AccessLayout>
    )
  }
  return (
    <AccessLayout title={t('access.resetTitle')} text={t('access.resetText')}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <PasswordField
          label={t('access.newPassword')}
          name="password"
          autoComplete="new-password"
          required
          minLength={10}
          maxLength={128}
          hint={t('access.passwordHint')}
          error={fieldErrors(reset.error)['password']}
        />
        <FormFailure error={reset.error} fields={['password']} />
        <Button type="submit" look="primary" isBusy={reset.isPending} className="mt-1 h-10">
          {t('access.resetAction')}
        </Button>
      </form>
    </AccessLayout>
  )
}
