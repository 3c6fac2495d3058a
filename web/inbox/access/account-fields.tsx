import type { FieldErrors } from '../api/field-errors.ts'
import { t } from '../lib/t.ts'
import { browserTimeZone, timeZones } from '../lib/time-zones.ts'
import { PasswordField } from '../ui/password-field.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'

/** A person and their new organisation, for set-up and sign-up. */
export function AccountFields({ errors }: { readonly errors: FieldErrors }) {
  return (
    <>
      <TextField label={t('access.name')} name="name" autoComplete="name" required maxLength={100} error={errors['name']} />
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
        autoComplete="new-password"
        required
        minLength={10}
        maxLength={128}
        hint={t('access.passwordHint')}
        error={errors['password']}
      />
      <TextField
        label={t('access.organisation')}
        name="accountName"
        autoComplete="organization"
        required
        maxLength={100}
        hint={t('access.organisationHint')}
        error={errors['accountName']}
      />
      <SelectField
        label={t('access.timeZone')}
        name="timeZone"
        defaultValue={browserTimeZone()}
        hint={t('access.timeZoneHint')}
        error={errors['timeZone']}
        options={timeZones().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
      />
    </>
  )
}
