import { create } from 'zustand'
import { isRecord } from './is-record.ts'
import { readStoredJson, writeStored } from './storage.ts'

/**
 * A message on its way to the hub. It survives a reload, and the same clientId never becomes two messages.
 * sending: on the way, or waiting for the connection. refused: the hub said no (`error`). conflict: someone wrote since; the person decides.
 */
export type OutboxEntry = Readonly<{
  clientId: string
  managerId: string
  dialogueId: string
  text: string
  note: boolean
  files: readonly Readonly<{ id: string; name: string }>[]
  replyTo: string | null
  /** Highest seq that the writer had seen; null: send whatever came in between. */
  lastSeenSeq: number | null
  createdAt: string
  state: 'sending' | 'refused' | 'conflict'
  error: string | null
}>

const storageKey = 'hubbub.outbox'

export function parseOutbox(stored: unknown): readonly OutboxEntry[] {
  return Array.isArray(stored) ? stored.flatMap(parseEntry) : []
}

function parseEntry(stored: unknown): OutboxEntry[] {
  if (!isRecord(stored)) return []
  const { clientId, managerId, dialogueId, text, createdAt, files } = stored
  if (typeof clientId !== 'string' || typeof managerId !== 'string' || typeof dialogueId !== 'string') return []
  if (typeof text !== 'string' || typeof createdAt !== 'string') return []
  return [
    {
      clientId,
      managerId,
      dialogueId,
      text,
      createdAt,
      note: stored['note'] === true,
      files: Array.isArray(files) ? files.flatMap(parseFile) : [],
      replyTo: typeof stored['replyTo'] === 'string' ? stored['replyTo'] : null,
      lastSeenSeq: typeof stored['lastSeenSeq'] === 'number' ? stored['lastSeenSeq'] : null,
      state: stored['state'] === 'refused' || stored['state'] === 'conflict' ? stored['state'] : 'sending',
      error: typeof stored['error'] === 'string' ? stored['error'] : null,
    },
  ]
}

function parseFile(file: unknown): OutboxEntry['files'] {
  if (!isRecord(file) || typeof file['id'] !== 'string' || typeof file['name'] !== 'string') return []
  return [{ id: file['id'], name: file['name'] }]
}

export const useOutbox = create<{ readonly entries: readonly OutboxEntry[] }>(() => ({
  entries: parseOutbox(readStoredJson(storageKey)),
}))

function save(entries: readonly OutboxEntry[]): void {
  useOutbox.setState({ entries })
  writeStored(storageKey, entries.length === 0 ? null : JSON.stringify(entries))
}

export const addToOutbox = (entry: OutboxEntry): void => save([...useOutbox.getState().entries, entry])

export const dropFromOutbox = (clientId: string): void =>
  save(useOutbox.getState().entries.filter((entry) => entry.clientId !== clientId))

export function changeInOutbox(clientId: string, change: Partial<Pick<OutboxEntry, 'state' | 'error' | 'lastSeenSeq'>>): void {
  save(useOutbox.getState().entries.map((entry) => (entry.clientId === clientId ? { ...entry, ...change } : entry)))
}

export const forgetOutbox = (): void => save([])

/** The first of each dialogue that is to go out: a dialogue's messages are sent one after the other, so that they keep their order. */
export function nextToSend(entries: readonly OutboxEntry[], managerId: string): readonly OutboxEntry[] {
  const seen = new Set<string>()
  return entries.filter((entry) => {
    if (entry.managerId !== managerId || seen.has(entry.dialogueId)) return false
    seen.add(entry.dialogueId)
    return entry.state === 'sending'
  })
}
