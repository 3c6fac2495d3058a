import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { api } from '../api/client.ts'
import { fieldErrors } from '../api/field-errors.ts'
import { formText } from '../lib/form-text.ts'
import { t } from '../lib/t.ts'
import { setupQuery } from '../queries/setup.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { FormFailure } from '../ui/form-failure.tsx'
import { textLinkClass } from '../ui/text-link-class.ts'
import { AccessLayout } from './access-layout.tsx'
import { AccountFields } from './account-fields.tsx'
import { useEnter } from './use-enter.ts'

const fields = ['name', 'email', 'password', 'accountName', 'timeZone']

export function SignUpPage() {
  const setup = useQuery(setupQuery)
  const enter = useEnter()
  const create = useMutation({
    mutationFn: (form: HTMLFormElement) =>
      api('POST /sign-up', {
        body: {
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
  if (setup.data !== undefined && setup.data.signUp !== 'open') {
    return (
      <AccessLayout title={t('access.signUpClosedTitle')} text={t('access.signUpClosedText')}>
        <Link to="/sign-in" className={buttonClass('primary')}>
          {t('access.signIn')}
        </Link>
      </AccessLayout>
    )
  }
  return (
    <AccessLayout
      title={t('access.signUp')}
      text={t('access.signUpText')}
      footer={
        <>
          {t('access.haveAccount')}{' '}
          <Link to="/sign-in" className={textLinkClass}>
            {t('access.signIn')}
          </Link>
        </>
      }
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <AccountFields errors={fieldErrors(create.error)} />
        <FormFailure error={create.error} fields={fields} />
        <Button type="submit" look="primary" isBusy={create.isPending} className="mt-1 h-10">
          {t('access.signUpAction')}
        </Button>
      </form>
    </AccessLayout>
  )
}
