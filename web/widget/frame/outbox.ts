import type { VisitorMessage } from '../../../core/api/widget.ts'
import { CallError, isPassing, type NewMessage } from './api.ts'
import { backoffMs } from './retry.ts'
import type { Storage } from './storage.ts'

/** A message on its way. It keeps its clientId at every attempt, so that the hub stores it once. `failed`: waits for the person. */
export type OutboxItem = Readonly<{
  message: NewMessage
  fileNames: readonly string[]
  at: string
  state: 'sending' | 'failed'
  /** The reason's code where it failed. */
  code: string | null
}>

export type Outbox = Readonly<{
  items: () => readonly OutboxItem[]
  add: (message: NewMessage, fileNames: readonly string[]) => void
  retry: (clientId: string) => void
  /** They are stored, or given up: no longer ours to send. */
  settle: (clientIds: readonly string[]) => void
  /** Sends what waits, in order; safe to call at any time. */
  flush: () => void
  /** Another tab changed it. */
  reload: () => void
}>

/** Messages in the browser's storage until the hub has them: a closed tab or a lost connection loses none. */
export function createOutbox(
  args: Readonly<{
    storage: Storage
    send: (message: NewMessage) => Promise<VisitorMessage>
    /** False while nothing may be sent: no session yet, or an agreement is due. */
    maySend: () => boolean
    onChange: () => void
    onSent: (message: VisitorMessage) => void
    /** The hub refused for a reason that is not the message's: the session ended, or an agreement is due. */
    onHindered: (error: CallError) => void
  }>,
): Outbox {
  let items = parseItems(args.storage.get('outbox'))
  let isFlushing = false
  let attempt = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const change = (next: readonly OutboxItem[]): void => {
    items = next
    args.storage.set('outbox', items.length === 0 ? null : JSON.stringify(items))
    args.onChange()
  }
  const settle = (clientIds: readonly string[]): void => {
    const rest = items.filter((item) => !clientIds.includes(item.message.clientId))
    if (rest.length < items.length) change(rest)
  }
  const mark = (clientId: string, state: OutboxItem['state'], code: string | null): void =>
    change(items.map((item) => (item.message.clientId === clientId ? { ...item, state, code } : item)))

  /** True: go on with the next one. */
  const sendOne = async ({ message }: OutboxItem): Promise<boolean> => {
    try {
      const stored = await args.send(message)
      attempt = 0
      args.onSent(stored)
      settle([message.clientId])
      return true
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      if (error.status === 401 || error.code === 'consent_required') {
        args.onHindered(error)
        return false
      }
      if (isPassing(error)) {
        timer = setTimeout(flush, error.retryAfterMs ?? backoffMs(attempt++, Math.random()))
        return false
      }
      mark(message.clientId, 'failed', error.code)
      return true
    }
  }

  const run = async (): Promise<void> => {
    isFlushing = true
    try {
      for (;;) {
        const next = items.find((item) => item.state === 'sending')
        if (!next || !args.maySend() || !(await sendOne(next))) return
      }
    } finally {
      isFlushing = false
    }
  }
  const flush = (): void => {
    clearTimeout(timer)
    if (!isFlushing) void run()
  }

  return {
    items: () => items,
    add: (message, fileNames) => {
      change([...items, { message, fileNames, at: new Date().toISOString(), state: 'sending', code: null }])
      flush()
    },
    retry: (clientId) => {
      mark(clientId, 'sending', null)
      flush()
    },
    settle,
    flush,
    reload: () => {
      items = parseItems(args.storage.get('outbox'))
      args.onChange()
    },
  }
}

function parseItems(stored: string | null): readonly OutboxItem[] {
  try {
    const value: unknown = JSON.parse(stored ?? '[]')
    return Array.isArray(value) ? value.filter(isItem) : []
  } catch {
    return []
  }
}

function isItem(value: unknown): value is OutboxItem {
  return (
    typeof value === 'object' &&
    value !== null &&
    'message' in value &&
    typeof value.message === 'object' &&
    value.message !== null &&
    'clientId' in value.message &&
    typeof value.message.clientId === 'string' &&
    'text' in value.message &&
    typeof value.message.text === 'string' &&
    'fileIds' in value.message &&
    Array.isArray(value.message.fileIds) &&
    'fileNames' in value &&
    Array.isArray(value.fileNames) &&
    'at' in value &&
    typeof value.at === 'string' &&
    'state' in value &&
    (value.state === 'sending' || value.state === 'failed')
  )
}
