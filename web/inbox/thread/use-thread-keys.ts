import { useNavigate } from '@tanstack/react-router'
import type { Dialogue } from '../../../core/api/shapes.ts'
import { useListFilter } from '../list/use-list-filter.ts'
import { useShortcuts } from '../session/use-shortcuts.ts'
import { focusComposer, openAssign } from './thread-ui.ts'
import { useDialogueActions } from './use-dialogue-actions.ts'

/** The keys of an open dialogue. */
export function useThreadKeys(dialogue: Dialogue, togglePanel: () => void): void {
  const actions = useDialogueActions(dialogue)
  const navigate = useNavigate()
  const { view } = useListFilter()
  const toList = (): void => void navigate({ to: '/inbox/$view', params: { view }, search: (search) => search })
  const closeOrReopen = (): void => (dialogue.status === 'closed' ? actions.reopen() : actions.close())
  useShortcuts({
    Enter: () => focusComposer(false),
    o: () => focusComposer(false),
    r: () => focusComposer(false),
    n: () => focusComposer(true),
    e: closeOrReopen,
    'shift+e': () => {
      if (dialogue.status !== 'closed') actions.close()
      toList()
    },
    u: () => {
      actions.markUnread()
      toList()
    },
    a: () => openAssign(true),
    i: actions.take,
    ']': togglePanel,
    Escape: toList,
  })
}
