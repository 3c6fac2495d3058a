import type { QueryClient } from '@tanstack/react-query'
import { ApiError } from '../api/api-error.ts'
import { api } from '../api/client.ts'
import { errorText } from '../api/error-text.ts'
import { isRecord } from '../lib/is-record.ts'
import { changeInOutbox, dropFromOutbox, nextToSend, type OutboxEntry, useOutbox } from '../lib/outbox.ts'
import { cachedDialogue, putDialogue, withOwnMessage } from './dialogue-cache.ts'
import { putMessage } from './message-cache.ts'
import { pauseMs } from './stream.ts'

/** Sends what lies in the outbox, also what an earlier visit left there. Without a connection it tries again; a refusal is shown to the person. */
export function startOutboxSender(client: QueryClient, managerId: string): () => void {
  const underWay = new Set<string>()
  const timers = new Set<ReturnType<typeof setTimeout>>()
  let failures = 0
  let isStopped = false

  const work = (): void => {
    if (isStopped) return
    for (const entry of nextToSend(useOutbox.getState().entries, managerId)) {
      if (!underWay.has(entry.clientId)) void send(entry)
    }
  }

  const send = async (entry: OutboxEntry): Promise<void> => {
    underWay.add(entry.clientId)
    let pause = 0
    try {
      const message = await api('POST /dialogues/{id}/messages', { params: { id: entry.dialogueId }, body: bodyOf(entry) })
      failures = 0
      putMessage(client, message)
      const dialogue = cachedDialogue(client, entry.dialogueId)
      if (dialogue !== undefined) putDialogue(client, withOwnMessage(dialogue, message), managerId)
      dropFromOutbox(entry.clientId)
    } catch (error) {
      pause = afterRefusal(entry, error, failures)
      if (pause > 0) failures += 1
    }
    // Only now may it be tried again: the subscription below runs at each change.
    if (pause === 0) {
      underWay.delete(entry.clientId)
      work()
      return
    }
    const timer = setTimeout(() => {
      timers.delete(timer)
      underWay.delete(entry.clientId)
      work()
    }, pause)
    timers.add(timer)
  }

  const unsubscribe = useOutbox.subscribe(work)
  addEventListener('online', work)
  work()
  return () => {
    isStopped = true
    unsubscribe()
    removeEventListener('online', work)
    for (const timer of timers) clearTimeout(timer)
  }
}

/** How long to wait before the next try; 0: the entry is no longer to be sent by itself. */
function afterRefusal(entry: OutboxEntry, error: unknown, failures: number): number {
  if (error instanceof ApiError && (error.code === 'network' || error.status >= 500)) return pauseMs(failures + 1, 0.5)
  if (error instanceof ApiError && error.code === 'rate_limited') return error.retryAfterMs ?? 2000
  if (!(error instanceof ApiError) || error.code !== 'conflict') {
    changeInOutbox(entry.clientId, { state: 'refused', error: errorText(error) })
    return 0
  }
  // Without details it is this very message, being stored at this moment by another page: ask again.
  if (!isRecord(error.details)) return pauseMs(0, 0.9)
  changeInOutbox(entry.clientId, { state: 'since' in error.details ? 'conflict' : 'refused', error: errorText(error) })
  return 0
}

function bodyOf(entry: OutboxEntry) {
  return {
    clientId: entry.clientId,
    text: entry.text,
    note: entry.note,
    fileIds: entry.files.map((file) => file.id),
    replyTo: entry.replyTo,
    ...(entry.lastSeenSeq === null || entry.note ? {} : { lastSeenSeq: entry.lastSeenSeq }),
  }
}
