import { useRef } from 'react'
import { useLive } from '../live/live-state.ts'

/** Colleagues forget after six seconds; telling every three is enough. */
const everyMs = 3000

export function useTellTyping(dialogueId: string): () => void {
  const send = useLive((live) => live.send)
  const toldAt = useRef(0)
  return () => {
    const now = Date.now()
    if (now - toldAt.current < everyMs) return
    toldAt.current = now
    send({ type: 'typing', dialogueId, on: true })
  }
}
