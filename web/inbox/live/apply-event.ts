import type { QueryClient, QueryKey } from '@tanstack/react-query'
import type { Dialogue, Manager, Message, StreamEvent } from '../../../core/api/shapes.ts'
import { isRecord } from '../lib/is-record.ts'
import { channelsKey } from '../queries/channels.ts'
import { countersKey } from '../queries/counters.ts'
import { decisionsKey } from '../queries/decisions.ts'
import { dialogueKey } from '../queries/dialogues.ts'
import { managersKey } from '../queries/managers.ts'
import { messagesKey } from '../queries/messages.ts'
import { settingsKey } from '../queries/settings.ts'
import { cachedDialogue, mergeDialogue, putDialogue, removeDialogue } from './dialogue-cache.ts'
import { putMessage } from './message-cache.ts'

const nothing: readonly QueryKey[] = []

/**
 * Applies one event of the stream to what the screens show. Returns what can't be known from the event and has to be asked for again.
 * Applying an event twice changes nothing.
 */
export function applyEvent(client: QueryClient, event: StreamEvent, managerId: string | null): readonly QueryKey[] {
  switch (event.type) {
    case 'dialogue.opened':
    case 'dialogue.updated':
      return applyDialogue(client, dialogueOf(event), managerId)
    case 'dialogue.gone':
      return event.dialogueId === null ? nothing : applyGone(client, event.dialogueId)
    case 'message.created':
    case 'message.updated':
      return applyMessage(client, event, managerId)
    case 'channel.updated':
      return [channelsKey]
    case 'manager.updated':
      return [managersKey]
    case 'presence':
      applyPresence(client, event.data)
      return nothing
    case 'settings.updated':
      return [settingsKey]
    // Who types or looks is not server state; `presence.ts` keeps it for a few seconds.
    case 'typing':
    case 'viewing':
      return nothing
    default:
      return event.type satisfies never
  }
}

function applyDialogue(client: QueryClient, told: Dialogue | null, managerId: string | null): readonly QueryKey[] {
  if (told === null) return nothing
  const known = cachedDialogue(client, told.id)
  const dialogue = mergeDialogue(known, told)
  putDialogue(client, dialogue, managerId)
  const isMoved = known === undefined || known.assigneeId !== dialogue.assigneeId || known.status !== dialogue.status
  return isMoved ? [countersKey, decisionsKey(told.id)] : nothing
}

function applyGone(client: QueryClient, id: string): readonly QueryKey[] {
  removeDialogue(client, id)
  // Reset, not merely stale: what may no longer be seen must not stay on the screen.
  void client.resetQueries({ queryKey: dialogueKey(id) })
  void client.resetQueries({ queryKey: messagesKey(id) })
  return [countersKey]
}

function applyMessage(client: QueryClient, event: StreamEvent, managerId: string | null): readonly QueryKey[] {
  const message = messageOf(event)
  if (message !== null) putMessage(client, message)
  return applyDialogue(client, dialogueOf(event), managerId)
}

function applyPresence(client: QueryClient, data: StreamEvent['data']): void {
  const { managerId, online } = data
  if (typeof managerId !== 'string' || typeof online !== 'boolean') return
  client.setQueryData<readonly Manager[]>(managersKey, (managers) =>
    managers?.map((manager) => (manager.id === managerId ? { ...manager, online } : manager)),
  )
}

/** The stream's `data` is declared open; for `dialogue.*` and `message.*` the hub puts the dialogue in, as the reader may see it. */
function dialogueOf(event: StreamEvent): Dialogue | null {
  const dialogue = event.data['dialogue']
  return isRecord(dialogue) ? (dialogue as Dialogue) : null
}

/** As above; for `message.*` the message, too. */
export function messageOf(event: StreamEvent): Message | null {
  const message = event.data['message']
  return isRecord(message) ? (message as Message) : null
}
