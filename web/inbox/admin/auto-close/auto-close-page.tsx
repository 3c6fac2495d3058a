import { useQuery } from '@tanstack/react-query'
import { t } from '../../lib/t.ts'
import { autoCloseSettingsQuery } from '../../queries/settings.ts'
import { AdminPage } from '../parts/admin-page.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { AutoCloseForm } from './auto-close-form.tsx'

export function AutoClosePage() {
  const settings = useQuery(autoCloseSettingsQuery)
  return (
    <AdminPage title={t('admin.autoClose')} text={t('autoClose.text')}>
      <Loaded query={settings}>{(stored) => <AutoCloseForm stored={stored} />}</Loaded>
    </AdminPage>
  )
}
