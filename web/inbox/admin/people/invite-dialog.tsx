import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Manager } from '../../../../core/api/shapes.ts'
import { api } from '../../api/client.ts'
import { fieldErrors } from '../../api/field-errors.ts'
import { formText } from '../../lib/form-text.ts'
import { t } from '../../lib/t.ts'
import { managersKey } from '../../queries/managers.ts'
import { useMe } from '../../session/me-context.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FormFailure } from '../../ui/form-failure.tsx'
import { RadioGroup } from '../../ui/radio-group.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { LinkDialog } from './link-dialog.tsx'

export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient()
  const { mailConfigured } = useMe()
  const [role, setRole] = useState<Manager['role']>('manager')
  const invite = useMutation({
    mutationFn: (form: HTMLFormElement) =>
      api('POST /managers', { body: { name: formText(form, 'name'), email: formText(form, 'email'), role } }),
    onSuccess: () => client.invalidateQueries({ queryKey: managersKey }),
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    invite.mutate(event.currentTarget)
  }
  if (invite.data?.inviteUrl != null) {
    const text = mailConfigured ? t('people.invitedMail', { email: invite.data.email }) : t('people.invitedNoMail')
    return (
      <LinkDialog
        title={t('people.invitedTitle', { name: invite.data.name })}
        text={text}
        url={invite.data.inviteUrl}
        onClose={onClose}
      />
    )
  }
  const errors = fieldErrors(invite.error)
  return (
    <Dialog title={t('people.inviteTitle')} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField label={t('access.name')} name="name" required maxLength={100} autoComplete="off" error={errors['name']} />
        <TextField label={t('access.email')} name="email" type="email" required autoComplete="off" error={errors['email']} />
        <RadioGroup
          legend={t('people.role')}
          value={role}
          onValue={setRole}
          options={(['manager', 'chat_administrator', 'administrator'] as const).map((value) => ({
            value,
            label: t(`role.${value}`),
            hint: t(`roleHint.${value}`),
          }))}
        />
        <FormFailure error={invite.error} fields={['name', 'email']} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" look="primary" isBusy={invite.isPending}>
            {t('people.inviteAction')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
