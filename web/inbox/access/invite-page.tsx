import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { hasCode } from '../api/api-error.ts'
import { api } from '../api/client.ts'
import { fieldErrors } from '../api/field-errors.ts'
import { formText } from '../lib/form-text.ts'
import { t } from '../lib/t.ts'
import { inviteQuery } from '../queries/invite.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { FailedState } from '../ui/failed-state.tsx'
import { FormFailure } from '../ui/form-failure.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { TextField } from '../ui/text-field.tsx'
import { AccessLayout } from './access-layout.tsx'
import { useEnter } from './use-enter.ts'

export function InvitePage() {
  const { token } = useParams({ from: '/invite/$token' })
  const invite = useQuery(inviteQuery(token))
  const enter = useEnter()
  const accept = useMutation({
    mutationFn: (form: HTMLFormElement) =>
      api('POST /invites/{token}', {
        params: { token },
        body: { name: formText(form, 'name'), password: formText(form, 'password') },
      }),
    onSuccess: (me) => enter(me, '/inbox/mine'),
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    accept.mutate(event.currentTarget)
  }

  if (hasCode(invite.error, 'not_found') || hasCode(invite.error, 'invalid')) {
    return (
      <AccessLayout title={t('access.inviteGoneTitle')} text={t('access.inviteGoneText')}>
        <Link to="/sign-in" className={buttonClass('primary')}>
          {t('access.signIn')}
        </Link>
      </AccessLayout>
    )
  }
  if (invite.data === undefined) {
    return (
      <AccessLayout title={t('access.inviteTitle')}>
        {invite.error === null ? <Skeleton /> : <FailedState error={invite.error} onRetry={() => void invite.refetch()} />}
      </AccessLayout>
    )
  }
  const { email, name, accountName, hasPassword } = invite.data
  const errors = fieldErrors(accept.error)
  return (
    <AccessLayout
      title={t('access.inviteTitleTo', { account: accountName })}
      text={t(hasPassword ? 'access.inviteTextKnown' : 'access.inviteText')}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField label={t('access.email')} name="email" type="email" autoComplete="username" readOnly value={email} />
        <TextField
          label={t('access.name')}
          name="name"
          autoComplete="name"
          required
          maxLength={100}
          defaultValue={name}
          error={errors['name']}
        />
        <PasswordField
          label={t(hasPassword ? 'access.password' : 'access.newPassword')}
          name="password"
          autoComplete={hasPassword ? 'current-password' : 'new-password'}
          required
          minLength={10}
          maxLength={128}
          hint={hasPassword ? undefined : t('access.passwordHint')}
          error={errors['password']}
        />
        <FormFailure error={accept.error} fields={['name', 'password']} />
        <Button type="submit" look="primary" isBusy={accept.isPending} className="mt-1 h-10">
          {t('access.inviteAction')}
        </Button>
      </form>
    </AccessLayout>
  )
}
