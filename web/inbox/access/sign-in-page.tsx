import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { api } from '../api/client.ts'
import { fieldErrors } from '../api/field-errors.ts'
import { formText } from '../lib/form-text.ts'
import { t } from '../lib/t.ts'
import { setupQuery } from '../queries/setup.ts'
import { Button } from '../ui/button.tsx'
import { FormFailure } from '../ui/form-failure.tsx'
import { Notice } from '../ui/notice.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { textLinkClass } from '../ui/text-link-class.ts'
import { AccessLayout } from './access-layout.tsx'
import { useEnter } from './use-enter.ts'

export function SignInPage() {
  const { next } = useSearch({ from: '/sign-in' })
  const setup = useQuery(setupQuery)
  const enter = useEnter()
  const signIn = useMutation({
    mutationFn: (form: HTMLFormElement) =>
      api('POST /sessions', { body: { email: formText(form, 'email'), password: formText(form, 'password') } }),
    onSuccess: (me) => enter(me, next ?? '/inbox/mine'),
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    signIn.mutate(event.currentTarget)
  }
  const errors = fieldErrors(signIn.error)
  return (
    <AccessLayout
      title={t('access.signIn')}
      footer={
        setup.data?.signUp === 'open' ? (
          <>
            {t('access.noAccount')}{' '}
            <Link to="/sign-up" className={textLinkClass}>
              {t('access.signUp')}
            </Link>
          </>
        ) : undefined
      }
    >
      {setup.data?.needed === true ? (
        <div className="mb-4">
          <Notice tone="warn">{t('access.setupNeeded')}</Notice>
        </div>
      ) : null}
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('access.email')}
          name="email"
          type="email"
          inputMode="email"
          autoComplete="username"
          required
          error={errors['email']}
        />
        <PasswordField
          label={t('access.password')}
          name="password"
          autoComplete="current-password"
          required
          error={errors['password']}
        />
        <FormFailure error={signIn.error} fields={['email', 'password']} />
        <div className="mt-1 flex items-center justify-between gap-4">
          <Button type="submit" look="primary" isBusy={signIn.isPending} className="h-10 px-5">
            {t('access.signIn')}
          </Button>
          <Link to="/forgot" className={textLinkClass}>
            {t('access.forgotLink')}
          </Link>
        </div>
      </form>
    </AccessLayout>
  )
}
