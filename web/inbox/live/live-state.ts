import { create } from 'zustand'
import type { StreamCommand } from '../../../core/api/shapes.ts'

type LiveState = Readonly<{
  isUp: boolean
  /** down: the line has been cut for 2 s. restored: it came back within the last 2 s. */
  banner: 'down' | 'restored' | null
  /** Read out by screen readers; `id` makes the same sentence news again. */
  announcement: Readonly<{ id: number; text: string }>
  send: (command: StreamCommand) => void
}>

const bannerDelayMs = 2000

export const useLive = create<LiveState>(() => ({
  isUp: false,
  banner: null,
  announcement: { id: 0, text: '' },
  send: () => undefined,
}))

let timer: ReturnType<typeof setTimeout> | undefined

export function markUp(): void {
  clearTimeout(timer)
  const wasDown = useLive.getState().banner === 'down'
  useLive.setState({ isUp: true, banner: wasDown ? 'restored' : null })
  if (wasDown) timer = setTimeout(() => useLive.setState({ banner: null }), bannerDelayMs)
}

export function markDown(): void {
  if (useLive.getState().isUp || useLive.getState().banner === null) {
    clearTimeout(timer)
    timer = setTimeout(() => useLive.setState({ banner: 'down' }), bannerDelayMs)
  }
  useLive.setState({ isUp: false })
}

export function announce(text: string): void {
  useLive.setState(({ announcement }) => ({ announcement: { id: announcement.id + 1, text } }))
}
