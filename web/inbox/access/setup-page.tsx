import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { api } from '../api/client.ts'
import { fieldErrors } from '../api/field-errors.ts'
import { formText } from '../lib/form-text.ts'
import { t } from '../lib/t.ts'
import { setupQuery } from '../queries/setup.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { FormFailure } from '../ui/form-failure.tsx'
import { TextField } from '../ui/text-field.tsx'
import { AccessLayout } from './access-layout.tsx'
import { AccountFields } from './account-fields.tsx'
import { useEnter } from './use-enter.ts'

const fields = ['token', 'name', 'email', 'password', 'accountName', 'timeZone']

/** `/setup#token` keeps the token out of the server's log; `?token=` works too. */
const tokenOfHash = (): string => decodeURIComponent(location.hash.slice(1)).replace(/^token=/, '')

export function SetupPage() {
  const search = useSearch({ from: '/setup' })
  const setup = useQuery(setupQuery)
  const enter = useEnter()
  const [givenToken] = useState(() => tokenOfHash() || (search.token ?? ''))
  const create = useMutation({
    mutationFn: (form: HTMLFormElement) =>
      api('POST /setup', {
        body: {
          token: formText(form, 'token').trim(),
          name: formText(form, 'name'),
          email: formText(form, 'email'),
          password: formText(form, 'password'),
          accountName: formText(form, 'accountName'),
          timeZone: formText(form, 'timeZone'),
        },
      }),
    onSuccess: (me) => enter(me, '/admin/start'),
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    create.mutate(event.currentTarget)
  }
  const errors = fieldErrors(create.error)

  if (setup.data?.needed === false) {
    return (
      <AccessLayout title={t('access.setupDoneTitle')} text={t('access.setupDoneText')}>
        <Link to="/sign-in" className={buttonClass('primary')}>
          {t('access.signIn')}
        </Link>
      </AccessLayout>
    )
  }
  return (
    <AccessLayout title={t('access.setupTitle')} text={t('access.setupText')}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {givenToken === '' ? (
          <TextField
            label={t('access.setupToken')}
            name="token"
            autoComplete="off"
            required
            hint={t('access.setupTokenHint')}
            error={errors['token']}
          />
        ) : (
          <input type="hidden" name="token" value={givenToken} />
        )}
        <AccountFields errors={errors} />
        <FormFailure error={create.error} fields={givenToken === '' ? fields : fields.filter((name) => name !== 'token')} />
        <Button type="submit" look="primary" isBusy={create.isPending} className="mt-1 h-10">
          {t('access.setupAction')}
        </Button>
      </form>
    </AccessLayout>
  )
}
