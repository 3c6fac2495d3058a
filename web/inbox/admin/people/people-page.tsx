import { useQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { t } from '../../lib/t.ts'
import { managersQuery } from '../../queries/managers.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { AdminPage } from '../parts/admin-page.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { PersonRow } from './person-row.tsx'

export function PeoplePage() {
  const managers = useQuery(managersQuery)
  const [isInviting, setInviting] = useState(false)
  return (
    <AdminPage
      title={t('admin.people')}
      text={t('people.text')}
      isWide
      actions={
        <Button look="primary" onClick={() => setInviting(true)}>
          <Icon of={UserPlus} />
          {t('people.invite')}
        </Button>
      }
    >
      <Loaded query={managers}>
        {(items) => (
          <ul className="divide-y divide-line border-y border-line">
            {items.map((manager) => (
              <PersonRow key={manager.id} manager={manager} />
            ))}
          </ul>
        )}
      </Loaded>
      {isInviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
    </AdminPage>
  )
}
