import { type Actor, canSee } from '../../../core/permissions.ts'
import type { DialogueView } from '../../../db/queries/inbox.ts'
import type { StoredEvent } from '../../../db/queries/stream.ts'
import { presentDialogue, presentMessage } from '../dialogues/present.ts'
import type { Loaded } from './load-events.ts'

export const audienceOf = (dialogue: DialogueView) => ({
  released: dialogue.released,
  assigneeId: dialogue.assignee_id,
  departmentId: dialogue.department_id,
})

/**
 * What one manager is told of an event; null: nothing. The predicate is asked of the row as it is now. Who saw the dialogue before it changed hands and
 * does not see it any more is told that it is gone. Equal answers for several readers are made once (`cache`).
 */
export function renderForManager(event: StoredEvent, loaded: Loaded, actor: Actor, cache: Map<string, string>): string | null {
  const head = { position: event.position, at: event.at.toISOString(), dialogueId: event.dialogue_id, seq: event.seq }
  if (event.dialogue_id === null) {
    return remember(cache, `${event.position}`, () => JSON.stringify({ ...head, type: event.type, data: event.data ?? {} }))
  }
  const dialogue = loaded.dialogues.get(event.dialogue_id)
  if (!dialogue) return null
  if (!canSee(actor, audienceOf(dialogue))) {
    const before = { released: event.released, assigneeId: event.previous_assignee_id, departmentId: event.department_id }
    const sawIt = event.type === 'dialogue.updated' && canSee(actor, before)
    return sawIt
      ? remember(cache, `${event.position} gone`, () => JSON.stringify({ ...head, type: 'dialogue.gone', data: {} }))
      : null
  }
  const read = loaded.reads.get(`${actor.managerId} ${dialogue.id}`) ?? { seq: 0, count: 0 }
  return remember(cache, `${event.position} ${read.seq} ${read.count}`, () => {
    const message = event.message_id === null ? undefined : loaded.messages.get(event.message_id)
    const data = {
      ...(event.data ?? {}),
      dialogue: presentDialogue(dialogue, read),
      ...(message && { message: presentMessage(message) }),
    }
    return JSON.stringify({ ...head, type: event.type, data })
  })
}

function remember(cache: Map<string, string>, key: string, make: () => string): string {
  const known = cache.get(key) ?? make()
  cache.set(key, known)
  return known
}
