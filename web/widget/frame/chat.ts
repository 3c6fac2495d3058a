import type { FrameBoot, VisitorFrame, VisitorMessage } from '../../../core/api/widget.ts'
import type { FrameMode } from '../shared/envelope.ts'
import { CallError, createApi, isPassing } from './api.ts'
import { type Attachment, createAttachments } from './attachments.ts'
import { reloadForTicket } from './boot.ts'
import type { Bridge } from './bridge.ts'
import { createChatStore } from './chat-state.ts'
import { createConnection } from './connection.ts'
import { newClientId } from './ids.ts'
import { createIncoming } from './incoming.ts'
import { createOutbox } from './outbox.ts'
import { backoffMs } from './retry.ts'
import { createStorage } from './storage.ts'
import { byTurns, createTabs, type TabNews } from './tabs.ts'
import { lastSeq } from './transcript.ts'
import { createTypingTeller } from './typing.ts'

/** After a gap older messages may have been changed too: so many are read again. */
const rereadSeqs = 200

export type Chat = ReturnType<typeof createChat>

/** The chat of one visitor: all that happens, apart from how it is drawn. */
export function createChat(boot: FrameBoot, bridge: Bridge, locale: () => string) {
  const storage = createStorage(boot.publicId)
  const store = createChatStore(storage)
  let token = storage.get('token')
  /** In the visitor's stream: all up to here is on the screen. */
  let position = 0
  let pageUrl = ''
  let attempt = 0

  const emit = (name: string, detail: Record<string, unknown> = {}): void => bridge.tell('event', { name, detail })
  const api = createApi({ publicId: boot.publicId, ticket: boot.ticket, token: () => token })
  const tabs = createTabs(boot.publicId, onTabNews)
  const outbox = createOutbox({
    storage,
    send: (message) => api.send(message),
    maySend: () => store.get().phase === 'ready' && store.get().visitor?.consent === null,
    onChange: () => store.set({ outbox: outbox.items() }),
    onSent: (message) => {
      incoming.take([message])
      emit('message:sent', { id: message.id })
      tabs.tell({ type: 'outbox' })
    },
    onHindered: (error) => (error.status === 401 ? void begin() : catchUpQuietly()),
  })
  const incoming = createIncoming({ store, storage, bridge, tabs, settle: outbox.settle, emit })
  const connection = createConnection({
    credentials: () => (token === null ? null : { token, after: position }),
    onFrame,
    onRefused: () => void begin(),
    onConnected: (isConnected) => {
      incoming.setConnected(isConnected)
      if (isConnected) outbox.flush()
    },
  })
  const attachments = createAttachments({ upload: api.upload, onChange: () => store.set({ attachments: attachments.list() }) })
  const tellTyping = createTypingTeller((on) => connection.send({ type: 'typing', on }))
  store.set({ outbox: outbox.items() })

  /** A session: the earlier one of this browser, or a new one. */
  async function begin(): Promise<void> {
    if (store.get().phase === 'starting') return
    store.set({ phase: 'starting' })
    try {
      await byTurns(`${boot.publicId}:begin`, async () => {
        const earlier = storage.get('token')
        const session = await api.begin({ token: earlier, locale: locale(), pageUrl })
        if (earlier !== null && earlier !== session.token) incoming.forget()
        storage.set('token', session.token)
        token = session.token
        incoming.takeState(session.state)
      })
      position = await catchUp(lastSeq(store.get().messages))
      attempt = 0
      store.set({ phase: 'ready' })
      connection.open()
      outbox.flush()
    } catch (error) {
      onBeginFailed(error)
    }
  }

  function onBeginFailed(error: unknown): void {
    if (!(error instanceof CallError)) throw error
    if (error.status === 401 && reloadForTicket()) return
    if (isPassing(error)) {
      // Quietly at first: a hub that restarts is back in a moment.
      store.set({ phase: attempt < 2 ? 'idle' : 'failed' })
      setTimeout(() => void begin(), error.retryAfterMs ?? backoffMs(attempt++, Math.random()))
      return
    }
    store.set({ phase: error.status === 403 ? 'blocked' : error.status === 404 ? 'gone' : 'failed' })
    emit('error', { code: error.code })
  }

  /** Reads what came after a seq. Returns a position that all of it is at or behind. */
  async function catchUp(after: number): Promise<number> {
    const first = await api.messages(after)
    let page = first
    for (;;) {
      incoming.take(page.items)
      incoming.takeState(page.state)
      if (!page.hasMore || page.items.length === 0) return first.state.position
      page = await api.messages(lastSeq(page.items))
    }
  }

  function catchUpQuietly(): void {
    catchUp(lastSeq(store.get().messages)).then(outbox.flush, (error: unknown) => {
      if (!(error instanceof CallError)) throw error
      if (error.status === 401) void begin()
    })
  }

  async function reread(): Promise<void> {
    try {
      position = await catchUp(Math.max(0, lastSeq(store.get().messages) - rereadSeqs))
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      // The connection begins anew, and with it this.
      connection.close()
      connection.open()
    }
  }

  function onFrame(frame: VisitorFrame): void {
    switch (frame.type) {
      case 'reload':
        void reread()
        return
      case 'message':
        position = Math.max(position, frame.position)
        incoming.takeNew(frame.message)
        return
      case 'state':
        position = Math.max(position, frame.position ?? 0)
        incoming.takeState(frame.state)
        if (frame.state.consent === null) outbox.flush()
        return
      case 'typing':
        incoming.setTheyType(frame.on)
        return
      case 'hello':
      case 'pong':
        return
      default:
        frame satisfies never
    }
  }

  function onTabNews(news: TabNews): void {
    switch (news.type) {
      case 'outbox':
        outbox.reload()
        return
      case 'draft':
        store.set({ draft: news.text })
        return
      case 'read':
        incoming.readElsewhere(news.seq)
        return
      case 'muted':
        store.set({ isMuted: news.on })
        return
      case 'consent':
        store.set({ declined: news.declined })
        catchUpQuietly()
        return
      case 'session':
        leave()
        void begin()
        return
      default:
        news satisfies never
    }
  }

  function leave(): void {
    connection.close()
    token = null
    position = 0
    incoming.forget()
    store.set({ phase: 'idle' })
  }

  const setDraft = (text: string): void => {
    store.set({ draft: text })
    storage.set('draft', text === '' ? null : text)
    tabs.tell({ type: 'draft', text })
    tellTyping(text !== '')
  }

  const setDeclined = (declined: number | null): void => {
    storage.set('declined', declined === null ? null : String(declined))
    store.set({ declined })
    tabs.tell({ type: 'consent', declined })
  }

  async function answerConsent(agreed: boolean): Promise<void> {
    const consent = store.get().visitor?.consent
    if (!consent) return
    store.set({ consentFailed: false })
    if (!agreed) takeBack()
    try {
      const state = await api.answerConsent(consent.version, agreed)
      setDeclined(agreed ? null : consent.version)
      incoming.takeState(state)
      emit('consent', { accepted: agreed })
      outbox.flush()
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      if (error.status === 401) void begin()
      else if (error.status === 409) catchUpQuietly()
      else store.set({ consentFailed: true })
    }
  }

  /** What was written and not sent becomes a draft again. */
  function takeBack(): void {
    const items = outbox.items()
    outbox.settle(items.map((item) => item.message.clientId))
    setDraft([...items.map((item) => item.message.text), store.get().draft].filter((text) => text !== '').join('\n'))
  }

  function submit(text: string, files: readonly Attachment[], button?: Readonly<{ messageId: string; value: string }>): void {
    const fileIds = files.flatMap((file) => file.fileId ?? [])
    outbox.add(
      { clientId: newClientId(), text, fileIds, ...(button && { button }) },
      files.map((file) => file.name),
    )
    tabs.tell({ type: 'outbox' })
    if (store.get().visitor?.consent?.mode === 'implicit') void answerConsent(true)
  }

  const wake = (): void => {
    connection.hurry()
    outbox.flush()
    incoming.markRead()
  }
  addEventListener('online', wake)
  document.addEventListener('visibilitychange', wake)
  // An open socket would keep the whole page out of the browser's back-and-forward cache.
  addEventListener('pagehide', () => connection.close())
  addEventListener('pageshow', (event) => {
    if (event.persisted && store.get().phase === 'ready') connection.open()
  })

  return {
    store,
    file: api.file,
    setMode: (mode: FrameMode) => store.set({ mode }),
    /** The panel is open or closed. A visitor that nobody knows yet begins a session only by opening. */
    show: (isOpen: boolean, page: string) => {
      pageUrl = page
      store.set({ isOpen })
      incoming.markRead()
      if (store.get().phase === 'idle' && (isOpen || token !== null)) void begin()
    },
    begin: () => void begin(),
    setDraft,
    send: () => {
      const text = store.get().draft.trim()
      const files = attachments.take()
      if (text === '' && files.length === 0) return
      setDraft('')
      submit(text, files)
    },
    choose: (message: VisitorMessage, button: Readonly<{ label: string; value: string }>) =>
      submit(button.label, [], { messageId: message.id, value: button.value }),
    retry: outbox.retry,
    discard: (clientId: string) => outbox.settle([clientId]),
    attach: attachments.add,
    detach: attachments.remove,
    agree: () => void answerConsent(true),
    decline: () => void answerConsent(false),
    /** The person declined and wants to see the request again. */
    askAgain: () => setDeclined(null),
    setMuted: (isMuted: boolean) => {
      storage.set('muted', isMuted ? '1' : null)
      store.set({ isMuted })
      tabs.tell({ type: 'muted', on: isMuted })
    },
    close: () => bridge.tell('close', {}),
    reset: async () => {
      if (token !== null) await api.end().catch(() => null)
      for (const key of ['token', 'draft', 'outbox', 'declined'] as const) storage.set(key, null)
      outbox.reload()
      store.set({ draft: '', declined: null })
      leave()
      tabs.tell({ type: 'session' })
      if (store.get().isOpen) void begin()
    },
  }
}
