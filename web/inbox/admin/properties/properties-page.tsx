import { useQuery } from '@tanstack/react-query'
import { Pencil, Plus } from 'lucide-react'
import { useState } from 'react'
import type { Property } from '../../../../core/api/shapes.ts'
import { t } from '../../lib/t.ts'
import { propertiesQuery } from '../../queries/properties.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Icon } from '../../ui/icon.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { AdminPage } from '../parts/admin-page.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { PropertyDialog } from './property-dialog.tsx'

export function PropertiesPage() {
  const properties = useQuery(propertiesQuery)
  const [edited, setEdited] = useState<Property | 'new' | null>(null)
  return (
    <AdminPage
      title={t('admin.properties')}
      text={t('properties.text')}
      actions={
        <Button look="primary" onClick={() => setEdited('new')}>
          <Icon of={Plus} />
          {t('properties.add')}
        </Button>
      }
    >
      <Loaded query={properties}>
        {(items) =>
          items.length === 0 ? (
            <div className="border border-line">
              <EmptyState title={t('properties.emptyTitle')} text={t('properties.emptyText')} />
            </div>
          ) : (
            <ul className="divide-y divide-line border-y border-line">
              {items.map((property) => (
                <li key={property.id} className="flex items-center gap-3 py-3">
                  <div className="min-w-0 flex-1">
                    <p className="flex items-center gap-2 font-medium">
                      <span className="truncate">{property.name}</span>
                      <Badge>{t(`properties.kind.${property.kind}`)}</Badge>
                    </p>
                    <p className="truncate text-meta text-fg-3">
                      {[property.siteUrl, t('properties.channels', { count: property.channelCount })].filter(Boolean).join(' · ')}
                    </p>
                  </div>
                  <IconButton
                    icon={Pencil}
                    label={t('properties.edit', { name: property.name })}
                    onClick={() => setEdited(property)}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {edited === null ? null : <PropertyDialog property={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </AdminPage>
  )
}
