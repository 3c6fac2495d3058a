import { useQuery } from '@tanstack/react-query'
import { t } from '../../lib/t.ts'
import { consentSettingsQuery } from '../../queries/settings.ts'
import { AdminPage } from '../parts/admin-page.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { ConsentForm } from './consent-form.tsx'
import { ConsentLog } from './consent-log.tsx'

export function PrivacyPage() {
  const settings = useQuery(consentSettingsQuery)
  return (
    <AdminPage title={t('admin.privacy')} text={t('privacy.text')} isWide>
      <Loaded query={settings}>{(stored) => <ConsentForm stored={stored} />}</Loaded>
      <ConsentLog />
    </AdminPage>
  )
}
