import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ChevronsUpDown } from 'lucide-react'
import { toast } from 'sonner'
import type { Me } from '../../../core/api/shapes.ts'
import { api } from '../api/client.ts'
import { errorText } from '../api/error-text.ts'
import { t } from '../lib/t.ts'
import { meQuery } from '../queries/me.ts'
import { useProperties } from '../queries/properties.ts'
import { Icon } from '../ui/icon.tsx'
import { Menu } from '../ui/menu.tsx'
import { MenuChoice } from '../ui/menu-choice.tsx'
import { MenuSeparator } from '../ui/menu-separator.tsx'

/** Which business, and which of its properties the inbox shows. */
export function AccountSwitcher({ me }: { readonly me: Me }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const properties = useProperties()
  const search = useSearch({ strict: false })
  const propertyId = search.property ?? 'all'
  const property = properties.find((candidate) => candidate.id === propertyId)
  const change = useMutation({
    mutationFn: (accountId: string) => api('PUT /me/account', { body: { accountId } }),
    onSuccess: async (changed) => {
      // Nothing of one business may be seen in another.
      client.clear()
      client.setQueryData(meQuery.queryKey, changed)
      await navigate({ to: '/inbox/$view', params: { view: 'mine' } })
    },
    onError: (error) => toast.error(errorText(error)),
  })
  const showProperty = (id: string): void =>
    void navigate({ to: '/inbox/$view', params: { view: 'all' }, search: id === 'all' ? {} : { property: id } })
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          className="flex h-8 max-w-[60vw] min-w-0 items-center gap-2 rounded-button px-2 hover:bg-sunken data-[state=open]:bg-sunken"
        >
          <span className="sr-only">{t('shell.switch')}: </span>
          <span className="truncate font-bold">{me.account.name}</span>
          {property === undefined ? null : <span className="truncate text-fg-2">{property.name}</span>}
          <Icon of={ChevronsUpDown} className="size-3.5 text-fg-3" />
        </button>
      }
    >
      {me.accounts.length > 1 ? (
        <>
          <MenuChoice
            label={t('shell.accounts')}
            value={me.account.id}
            onValue={(id) => change.mutate(id)}
            choices={me.accounts.map((account) => ({
              value: account.id,
              label: <span className="truncate">{account.name}</span>,
            }))}
          />
          <MenuSeparator />
        </>
      ) : null}
      <MenuChoice
        label={t('shell.properties')}
        value={property?.id ?? 'all'}
        onValue={showProperty}
        choices={[
          { value: 'all', label: t('shell.allProperties') },
          ...properties.map((candidate) => ({ value: candidate.id, label: <span className="truncate">{candidate.name}</span> })),
        ]}
      />
    </Menu>
  )
}
