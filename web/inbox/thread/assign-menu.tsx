import { ChevronDown, UserPlus, UserX } from 'lucide-react'
import { useState } from 'react'
import type { Dialogue, Manager } from '../../../core/api/shapes.ts'
import { t } from '../lib/t.ts'
import { useManagers } from '../queries/managers.ts'
import { useMe } from '../session/me-context.ts'
import { Avatar } from '../ui/avatar.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { Icon } from '../ui/icon.tsx'
import { Menu } from '../ui/menu.tsx'
import { MenuItem } from '../ui/menu-item.tsx'
import { MenuSeparator } from '../ui/menu-separator.tsx'
import { openAssign, useThreadUi } from './thread-ui.ts'
import type { DialogueActions } from './use-dialogue-actions.ts'

type AssignMenuProps = { readonly dialogue: Dialogue; readonly actions: DialogueActions }

/** Who has it, and to whom it may go: by its manager, or by whoever sees all. Taking a colleague's is asked about. */
export function AssignMenu({ dialogue, actions }: AssignMenuProps) {
  const me = useMe()
  const managers = useManagers()
  const isOpen = useThreadUi((ui) => ui.isAssignOpen)
  const [asked, setAsked] = useState<Manager | null>(null)
  const ownId = me.manager?.id ?? null
  const assignee = managers.find((manager) => manager.id === dialogue.assigneeId)
  const mayAssign = me.rights.includes('see_all') || (ownId !== null && dialogue.assigneeId === ownId)
  const others = managers.filter((manager) => manager.state === 'active' && manager.id !== dialogue.assigneeId)
  const name = assignee === undefined ? t('thread.unassigned') : assignee.id === ownId ? t('thread.yours') : assignee.name

  if (!mayAssign) {
    return (
      <span className="flex items-center gap-2 px-1 text-fg-2">
        {assignee === undefined ? null : <Avatar name={assignee.name} size="xs" />}
        <span className="max-w-32 truncate max-sm:sr-only">{name}</span>
      </span>
    )
  }
  const choose = (manager: Manager): void => {
    const isTakeover = manager.id === ownId && dialogue.assigneeId !== null
    if (isTakeover) setAsked(manager)
    else actions.assign(manager.id)
  }
  return (
    <>
      <Menu
        isOpen={isOpen}
        onOpenChange={openAssign}
        trigger={
          <button
            type="button"
            className="flex h-8 min-w-0 items-center gap-2 rounded-button border border-line-strong px-2 hover:bg-hover data-[state=open]:bg-hover pointer-coarse:h-10"
          >
            {assignee === undefined ? <Icon of={UserPlus} className="text-fg-3" /> : <Avatar name={assignee.name} size="xs" />}
            <span className="sr-only">{t('thread.assign')}: </span>
            <span className="max-w-32 truncate max-sm:sr-only">{name}</span>
            <Icon of={ChevronDown} className="size-3.5 text-fg-3" />
          </button>
        }
      >
        {others
          .toSorted(
            (a, b) =>
              Number(b.id === ownId) - Number(a.id === ownId) ||
              Number(b.online) - Number(a.online) ||
              a.name.localeCompare(b.name),
          )
          .map((manager) => (
            <MenuItem key={manager.id} onSelect={() => choose(manager)}>
              <Avatar name={manager.name} size="xs" status={manager.online ? manager.status : 'offline'} />
              <span className="min-w-0 flex-1 truncate">{manager.id === ownId ? t('thread.toMe') : manager.name}</span>
              <span data-tabular className="text-meta text-fg-3">
                {t('thread.openCount', { count: manager.openCount })}
              </span>
            </MenuItem>
          ))}
        {dialogue.assigneeId === null ? null : (
          <>
            <MenuSeparator />
            <MenuItem icon={UserX} onSelect={() => actions.assign(null)}>
              {t('thread.putBack')}
            </MenuItem>
          </>
        )}
      </Menu>
      <ConfirmDialog
        title={t('thread.takeOverTitle', { name: assignee?.name ?? '' })}
        text={t('thread.takeOverText', { name: assignee?.name ?? '' })}
        action={t('thread.takeOver')}
        isDangerous={false}
        isBusy={actions.isBusy}
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        onConfirm={() => {
          actions.take()
          setAsked(null)
        }}
      />
    </>
  )
}
