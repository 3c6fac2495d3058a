import { useQuery } from '@tanstack/react-query'
import { t } from '../../lib/t.ts'
import { distributionSettingsQuery } from '../../queries/settings.ts'
import { AdminPage } from '../parts/admin-page.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { DistributionForm } from './distribution-form.tsx'

export function DistributionPage() {
  const settings = useQuery(distributionSettingsQuery)
  return (
    <AdminPage title={t('admin.distribution')} text={t('distribution.text')}>
      <Loaded query={settings}>{(stored) => <DistributionForm stored={stored} />}</Loaded>
    </AdminPage>
  )
}
