import { create } from 'zustand'

/** What keys and menus ask of the thread that is open. */
type ThreadUi = Readonly<{
  isAssignOpen: boolean
  /**
   * The dialogue whose composer writes a private note; null: none, everything is a reply. It stands here and not in the composer, since a key
   * that begins a note must take effect before the next letter: a note must never go out as a reply.
   */
  noteIn: string | null
}>

export const useThreadUi = create<ThreadUi>(() => ({ isAssignOpen: false, noteIn: null }))

export const openAssign = (isAssignOpen: boolean): void => useThreadUi.setState({ isAssignOpen })

export const writeNote = (dialogueId: string, isNote: boolean): void =>
  useThreadUi.setState({ noteIn: isNote ? dialogueId : null })

export const isWritingNote = (dialogueId: string): boolean => useThreadUi.getState().noteIn === dialogueId

const composerFieldId = 'composer-field'
export const composerFieldProps = { id: composerFieldId } as const

export const focusComposer = (): void => document.getElementById(composerFieldId)?.focus()
