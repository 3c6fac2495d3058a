import type { VisitorMessage, VisitorState } from '../../../core/api/widget.ts'
import type { FrameMode } from '../shared/envelope.ts'
import type { Attachment } from './attachments.ts'
import type { OutboxItem } from './outbox.ts'
import type { Storage } from './storage.ts'
import { createStore, type Store } from './store.ts'

/** All that the screen shows. */
export type ChatState = Readonly<{
  phase: 'idle' | 'starting' | 'ready' | 'blocked' | 'gone' | 'failed'
  mode: FrameMode
  isOpen: boolean
  visitor: VisitorState | null
  messages: readonly VisitorMessage[]
  outbox: readonly OutboxItem[]
  attachments: readonly Attachment[]
  draft: string
  connection: 'up' | 'lost' | 'back'
  isTyping: boolean
  isMuted: boolean
  /** The version of the request that was declined in this browser. */
  declined: number | null
  /** The last answer about privacy did not arrive. */
  consentFailed: boolean
  /** The newest message of the other side, to be read out. */
  announced: VisitorMessage | null
}>

export type ChatStore = Store<ChatState>

export function createChatStore(storage: Storage): ChatStore {
  return createStore<ChatState>({
    phase: 'idle',
    mode: 'launcher',
    isOpen: false,
    visitor: null,
    messages: [],
    outbox: [],
    attachments: [],
    draft: storage.get('draft') ?? '',
    connection: 'up',
    isTyping: false,
    isMuted: storage.get('muted') === '1',
    declined: Number(storage.get('declined') ?? 0) || null,
    consentFailed: false,
    announced: null,
  })
}
