import { MoreHorizontal } from 'lucide-react'
import { useState } from 'react'
import type { Manager } from '../../../../core/api/shapes.ts'
import { cx } from '../../lib/cx.ts'
import { t } from '../../lib/t.ts'
import { useMe } from '../../session/me-context.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Menu } from '../../ui/menu.tsx'
import { MenuItem } from '../../ui/menu-item.tsx'
import { Select } from '../../ui/select.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import { CapacityField } from './capacity-field.tsx'
import { LinkDialog } from './link-dialog.tsx'
import { roleOptions, toRole } from './roles.ts'
import { usePersonActions } from './use-person-actions.ts'

export function PersonRow({ manager }: { readonly manager: Manager }) {
  const me = useMe()
  const [link, setLink] = useState<{ readonly title: string; readonly text: string; readonly url: string } | null>(null)
  const actions = usePersonActions(manager)
  const isSelf = manager.id === me.manager?.id
  const isGone = manager.state === 'deactivated'
  const status = manager.online ? manager.status : 'offline'
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 max-sm:[&>button]:-order-1">
      <div className={cx('-order-2 flex min-w-56 flex-1 items-center gap-3', isGone && 'opacity-60')}>
        <Avatar name={manager.name} size="md" />
        <div className="min-w-0">
          <p className="flex items-center gap-2 font-medium">
            <span className="truncate">{manager.name}</span>
            {isSelf ? <Badge tone="accent">{t('people.you')}</Badge> : null}
            {manager.state === 'active' ? null : (
              <Badge tone={isGone ? 'neutral' : 'warn'}>{t(`people.state.${manager.state}`)}</Badge>
            )}
          </p>
          <p className="truncate text-meta text-fg-3">{manager.email}</p>
        </div>
      </div>
      <p className="flex w-36 items-center gap-2 text-meta text-fg-2">
        {manager.state === 'active' ? (
          <>
            <StatusDot status={status} />
            {manager.online ? t(`status.${manager.status}`) : t('people.notOnline')}
            <span className="text-fg-3">· {t('people.open', { count: manager.openCount })}</span>
          </>
        ) : null}
      </p>
      <Select
        aria-label={t('people.roleOf', { name: manager.name })}
        className="w-44"
        value={manager.role}
        disabled={isGone || actions.isBusy}
        options={roleOptions()}
        onValue={(value) => actions.change({ role: toRole(value) })}
      />
      <CapacityField manager={manager} isDisabled={isGone} onCapacity={(capacity) => actions.change({ capacity })} />
      <Menu
        trigger={
          <button
            type="button"
            aria-label={t('people.more', { name: manager.name })}
            className="inline-flex size-8 items-center justify-center rounded-button text-fg-2 hover:bg-hover data-[state=open]:bg-hover pointer-coarse:size-10"
          >
            <Icon of={MoreHorizontal} />
          </button>
        }
      >
        {manager.state === 'invited' ? (
          <MenuItem
            onSelect={() =>
              actions.invite((url) => setLink({ title: t('people.inviteLink'), text: t('people.inviteLinkText'), url }))
            }
          >
            {t('people.newInvite')}
          </MenuItem>
        ) : (
          <MenuItem
            isDisabled={isGone}
            onSelect={() =>
              actions.reset((url) =>
                setLink({ title: t('people.resetLink'), text: t('people.resetLinkText', { name: manager.name }), url }),
              )
            }
          >
            {t('people.makeReset')}
          </MenuItem>
        )}
        <MenuItem isDangerous={!isGone} isDisabled={isSelf} onSelect={() => actions.change({ deactivated: !isGone })}>
          {t(isGone ? 'people.activate' : 'people.deactivate')}
        </MenuItem>
      </Menu>
      {link === null ? null : <LinkDialog {...link} onClose={() => setLink(null)} />}
    </li>
  )
}
