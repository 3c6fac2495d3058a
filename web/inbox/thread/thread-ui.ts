import { create } from 'zustand'

/** What keys and menus ask of the thread that is open. `at` makes the same wish new again. */
type ThreadUi = Readonly<{
  isAssignOpen: boolean
  compose: Readonly<{ note: boolean; at: number }> | null
}>

export const useThreadUi = create<ThreadUi>(() => ({ isAssignOpen: false, compose: null }))

export const openAssign = (isAssignOpen: boolean): void => useThreadUi.setState({ isAssignOpen })

export const focusComposer = (note: boolean): void => useThreadUi.setState({ compose: { note, at: performance.now() } })
