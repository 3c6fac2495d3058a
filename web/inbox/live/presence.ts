import { create } from 'zustand'
import type { StreamEvent } from '../../../core/api/shapes.ts'

/** Who is typing or looking, by dialogue, until when. Nothing of it is stored anywhere. */
type Presence = Readonly<{ who: string; dialogueId: string; kind: 'typing' | 'viewing'; until: number }>

const typingMs = 6000
const viewingMs = 60_000
/** In place of a manager's id: the customer. */
export const contactMark = 'contact'

export const usePresence = create<{ readonly presences: readonly Presence[] }>(() => ({ presences: [] }))

/** Takes in `typing` and `viewing`; the sender's own are left out. */
export function notePresence(event: StreamEvent, ownManagerId: string | null): void {
  if (event.type !== 'typing' && event.type !== 'viewing') return
  const { managerId, value } = event.data
  const who = typeof managerId === 'string' ? managerId : contactMark
  if (who === ownManagerId) return
  const kind = event.type
  const now = Date.now()
  usePresence.setState(({ presences }) => {
    const others = presences.filter((one) => one.until > now && !(one.who === who && one.kind === kind && isReplaced(one, event)))
    if (event.dialogueId === null || value === 'off') return { presences: others }
    const until = now + (kind === 'typing' ? typingMs : viewingMs)
    setTimeout(forgetOld, until - now + 50)
    return { presences: [...others, { who, dialogueId: event.dialogueId, kind, until }] }
  })
}

/** A manager looks at one dialogue at a time; typing is told per dialogue. */
const isReplaced = (one: Presence, event: StreamEvent): boolean => one.kind === 'viewing' || one.dialogueId === event.dialogueId

function forgetOld(): void {
  const now = Date.now()
  const { presences } = usePresence.getState()
  const current = presences.filter((one) => one.until > now)
  if (current.length !== presences.length) usePresence.setState({ presences: current })
}
