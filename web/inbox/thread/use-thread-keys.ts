import { useNavigate } from '@tanstack/react-router'
import type { Dialogue } from '../../../core/api/shapes.ts'
import { useListFilter } from '../list/use-list-filter.ts'
import { useShortcuts } from '../session/use-shortcuts.ts'
import { focusComposer, openAssign, writeNote } from './thread-ui.ts'
import { useDialogueActions } from './use-dialogue-actions.ts'

/** The keys of an open dialogue. */
export function useThreadKeys(dialogue: Dialogue, togglePanel: () => void): void {
  const actions = useDialogueActions(dialogue)
  const navigate = useNavigate()
  const { view } = useListFilter()
  const toList = (): void => void navigate({ to: '/inbox/$view', params: { view }, search: (search) => search })
  const closeOrReopen = (): void => (dialogue.status === 'closed' ? actions.reopen() : actions.close())
  const compose = (isNote: boolean): void => {
    writeNote(dialogue.id, isNote)
    focusComposer()
  }
  useShortcuts({
    enter: focusComposer,
    o: focusComposer,
    r: () => compose(false),
    n: () => compose(true),
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
    escape: toList,
  })
}
