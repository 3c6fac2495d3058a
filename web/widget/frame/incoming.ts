import type { VisitorMessage, VisitorState } from '../../../core/api/widget.ts'
import type { Bridge } from './bridge.ts'
import type { ChatStore } from './chat-state.ts'
import { createSound } from './sound.ts'
import type { Storage } from './storage.ts'
import { inOneTab, type Tabs } from './tabs.ts'
import { countUnread, lastSeq, mergeMessages } from './transcript.ts'
import { expireMs } from './typing.ts'

/** The connection is told to be lost only after this time: most are back before anyone notices. */
const bannerMs = 2_000
/** Long enough for a screen reader to notice. */
const announceMs = 1_000

/** What comes from the hub, put on the screen and told to the page. */
export function createIncoming(
  args: Readonly<{
    store: ChatStore
    storage: Storage
    bridge: Bridge
    tabs: Tabs
    /** The hub has these: they leave the outbox. */
    settle: (clientIds: readonly string[]) => void
    emit: (name: string, detail?: Record<string, unknown>) => void
  }>,
) {
  const { store, storage, bridge, tabs, emit } = args
  const sound = createSound()
  let readSeq = Number(storage.get('read') ?? 0)
  let bannerTimer: ReturnType<typeof setTimeout> | undefined
  let typingTimer: ReturnType<typeof setTimeout> | undefined
  let announceTimer: ReturnType<typeof setTimeout> | undefined

  const take = (news: readonly VisitorMessage[]): void => {
    if (news.length === 0) return
    store.set({ messages: mergeMessages(store.get().messages, news) })
    args.settle(news.flatMap((message) => message.clientId ?? []))
    bridge.tell('talked', { on: true })
    markRead()
  }

  const takeNew = (message: VisitorMessage): void => {
    const isNew = message.seq > lastSeq(store.get().messages)
    take([message])
    if (!isNew || message.from === 'visitor') return
    setTheyType(false)
    announce(message)
    emit('message:received', { id: message.id, from: message.from })
    const isSeen = store.get().isOpen && document.hasFocus()
    if (!isSeen && !store.get().isMuted) void inOneTab(`sound:${message.id}`, sound.play)
  }

  /** Read out once, and gone: it would be met again by whoever walks through the page. */
  const announce = (message: VisitorMessage): void => {
    clearTimeout(announceTimer)
    store.set({ announced: message })
    announceTimer = setTimeout(() => store.set({ announced: null }), announceMs)
  }

  const takeState = (state: VisitorState): void => {
    const before = store.get().visitor
    store.set({ visitor: state })
    if (before?.online !== state.online) bridge.tell('state', { online: state.online })
    if (!before || before.dialogue === state.dialogue) return
    if (state.dialogue === 'open') emit('dialogue:start')
    if (state.dialogue === 'closed') emit('dialogue:end')
  }

  const setTheyType = (on: boolean): void => {
    clearTimeout(typingTimer)
    if (store.get().isTyping !== on) store.set({ isTyping: on })
    if (on) typingTimer = setTimeout(() => store.set({ isTyping: false }), expireMs)
  }

  const setConnected = (isConnected: boolean): void => {
    clearTimeout(bannerTimer)
    const { connection } = store.get()
    if (!isConnected && connection !== 'lost') bannerTimer = setTimeout(() => store.set({ connection: 'lost' }), bannerMs)
    if (!isConnected || connection === 'up') return
    store.set({ connection: 'back' })
    bannerTimer = setTimeout(() => store.set({ connection: 'up' }), bannerMs)
  }

  /** What stands on a panel that is open in a tab that is looked at. */
  const markRead = (): void => {
    const { messages, isOpen } = store.get()
    const newest = lastSeq(messages)
    if (isOpen && !document.hidden && newest > readSeq) {
      setRead(newest)
      tabs.tell({ type: 'read', seq: newest })
    }
    bridge.tell('state', { unread: countUnread(messages, readSeq) })
  }

  const setRead = (seq: number): void => {
    readSeq = seq
    storage.set('read', String(seq))
  }

  return {
    take,
    takeNew,
    takeState,
    setTheyType,
    setConnected,
    markRead,
    /** Another tab has shown them. */
    readElsewhere: (seq: number): void => {
      readSeq = Math.max(readSeq, seq)
      markRead()
    },
    /** The visitor is someone new: nothing of the earlier one stays on the screen. */
    forget: (): void => {
      setRead(0)
      store.set({ messages: [], visitor: null, announced: null })
      bridge.tell('talked', { on: false })
      markRead()
    },
  }
}
