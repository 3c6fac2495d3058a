import type { Deps } from '../deps.ts'
import { assignDialogue } from '../services/dialogues/assign-dialogue.ts'
import { closeDialogue, reopenDialogue } from '../services/dialogues/close-dialogue.ts'
import { readCounters, readDialogues, readMessages, searchInbox } from '../services/dialogues/list.ts'
import { markRead, readDialogue } from '../services/dialogues/read.ts'
import { readDecisions } from '../services/dialogues/read-decisions.ts'
import { cancelMessage, retryMessage } from '../services/dialogues/retry-message.ts'
import { sendReply } from '../services/dialogues/send-reply.ts'
import { type Api, route } from './router.ts'

export function dialogues(api: Api, deps: Deps): void {
  route(api, 'GET /dialogues', ({ actor, query }) => readDialogues(deps, actor, query))
  route(api, 'GET /dialogues/counters', ({ actor }) => readCounters(deps, actor))
  route(api, 'GET /search', ({ actor, query }) => searchInbox(deps, actor, query))
  route(api, 'GET /dialogues/{id}', ({ actor, params }) => readDialogue(deps, actor, params.id))
  route(api, 'GET /dialogues/{id}/messages', ({ actor, params, query }) =>
    readMessages(deps, actor, { dialogueId: params.id, query }),
  )
  route(api, 'POST /dialogues/{id}/messages', ({ actor, params, body }) =>
    sendReply(deps, actor, { dialogueId: params.id, body }),
  )
  route(api, 'POST /dialogues/{id}/messages/{messageId}/retry', ({ actor, params }) =>
    retryMessage(deps, actor, { dialogueId: params.id, messageId: params.messageId }),
  )
  route(api, 'POST /dialogues/{id}/messages/{messageId}/cancel', ({ actor, params }) =>
    cancelMessage(deps, actor, { dialogueId: params.id, messageId: params.messageId }),
  )
  route(api, 'POST /dialogues/{id}/read', ({ actor, params, body }) =>
    markRead(deps, actor, { dialogueId: params.id, seq: body.seq }),
  )
  route(api, 'POST /dialogues/{id}/assign', ({ actor, params, body }) =>
    assignDialogue(deps, actor, { dialogueId: params.id, ...body }),
  )
  route(api, 'POST /dialogues/{id}/close', ({ actor, params }) => closeDialogue(deps, actor, params.id))
  route(api, 'POST /dialogues/{id}/reopen', ({ actor, params }) => reopenDialogue(deps, actor, params.id))
  route(api, 'GET /dialogues/{id}/decisions', ({ actor, params }) => readDecisions(deps, actor, params.id))
}
