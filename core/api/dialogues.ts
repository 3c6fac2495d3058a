import { z } from 'zod'
import type { Endpoint } from './endpoint.ts'
import { countersShape, decisionShape, dialogueShape, fileShape, id, listOf, messageShape, page } from './shapes.ts'

const byId = z.strictObject({ id })

/** The largest number of PostgreSQL's integer. */
const maxSeq = 2_147_483_647
export const maxTextChars = 20_000

export const dialogueEndpoints = {
  'GET /dialogues': {
    tag: 'Dialogues',
    summary: 'The dialogues you may see, newest activity first',
    access: 'actor',
    right: 'chat',
    query: page.extend({
      status: z.enum(['open', 'closed']).optional(),
      assignee: z.union([z.literal('me'), z.literal('none'), id]).optional(),
      channelId: id.optional(),
      propertyId: id.optional(),
    }),
    status: 200,
    response: listOf(dialogueShape),
  },
  'GET /dialogues/counters': {
    tag: 'Dialogues',
    summary: 'How many open dialogues are yours, nobody’s, and visible to you in all',
    access: 'actor',
    right: 'chat',
    status: 200,
    response: countersShape,
  },
  'GET /dialogues/{id}': {
    tag: 'Dialogues',
    summary: 'One dialogue',
    access: 'actor',
    right: 'chat',
    params: byId,
    status: 200,
    response: dialogueShape,
  },
  'GET /dialogues/{id}/messages': {
    tag: 'Dialogues',
    summary: 'Its messages by seq: after a seq upwards, or before one (default: the newest), always in ascending order',
    access: 'actor',
    right: 'chat',
    params: byId,
    query: z.strictObject({
      after: z.coerce.number().int().min(0).max(maxSeq).optional(),
      before: z.coerce.number().int().min(1).max(maxSeq).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    status: 200,
    response: z.object({ items: z.array(messageShape), hasMore: z.boolean() }),
  },
  'POST /dialogues/{id}/messages': {
    tag: 'Dialogues',
    summary:
      'Answer; the same clientId again gives the same message. 409 when the contact or a colleague wrote after lastSeenSeq',
    access: 'actor',
    right: 'chat',
    params: byId,
    body: z.strictObject({
      clientId: z.string().min(1).max(100),
      text: z.string().max(maxTextChars).default(''),
      note: z.boolean().default(false),
      fileIds: z.array(id).max(10).default([]),
      buttons: z
        .array(z.strictObject({ label: z.string().min(1).max(80), value: z.string().min(1).max(60) }))
        .max(10)
        .default([]),
      replyTo: id.nullable().default(null),
      /** Omitted: send whatever came in between. */
      lastSeenSeq: z.number().int().min(0).max(maxSeq).optional(),
    }),
    status: 202,
    response: messageShape,
  },
  'POST /dialogues/{id}/messages/{messageId}/retry': {
    tag: 'Dialogues',
    summary: 'Send a failed or doubtful message again',
    access: 'actor',
    right: 'chat',
    params: z.strictObject({ id, messageId: id }),
    status: 202,
    response: messageShape,
  },
  'POST /dialogues/{id}/messages/{messageId}/cancel': {
    tag: 'Dialogues',
    summary: 'Give up a message that is still queued, failed or in doubt',
    access: 'actor',
    right: 'chat',
    params: z.strictObject({ id, messageId: id }),
    status: 200,
    response: messageShape,
  },
  'POST /dialogues/{id}/read': {
    tag: 'Dialogues',
    summary: 'You have read up to this seq; a lower one marks unread',
    access: 'session',
    right: 'chat',
    params: byId,
    body: z.strictObject({ seq: z.number().int().min(0).max(maxSeq) }),
    status: 200,
    response: dialogueShape,
  },
  'POST /dialogues/{id}/assign': {
    tag: 'Dialogues',
    summary: 'Take (your own id), hand over, or put back (null); 409 when a colleague was quicker',
    access: 'actor',
    right: 'chat',
    params: byId,
    /** `from`: who has it as you saw it; given, a change in between is refused. */
    body: z.strictObject({ managerId: id.nullable(), from: id.nullable().optional() }),
    status: 200,
    response: dialogueShape,
  },
  'POST /dialogues/{id}/close': {
    tag: 'Dialogues',
    summary: 'Close',
    access: 'actor',
    right: 'chat',
    params: byId,
    status: 200,
    response: dialogueShape,
  },
  'POST /dialogues/{id}/reopen': {
    tag: 'Dialogues',
    summary: 'Open a closed one again',
    access: 'actor',
    right: 'chat',
    params: byId,
    status: 200,
    response: dialogueShape,
  },
  'GET /dialogues/{id}/decisions': {
    tag: 'Dialogues',
    summary: 'Who got it, when and why',
    access: 'actor',
    right: 'chat',
    params: byId,
    status: 200,
    response: z.object({ items: z.array(decisionShape) }),
  },
  'POST /files': {
    tag: 'Files',
    summary: 'Upload a file to send; its type is decided by its bytes',
    access: 'actor',
    right: 'chat',
    multipart: true,
    status: 201,
    response: fileShape,
  },
  'GET /files/{id}': {
    tag: 'Files',
    summary: 'The bytes of a file that you may see',
    access: 'actor',
    right: 'chat',
    params: byId,
    binary: true,
    status: 200,
    response: null,
  },
  'GET /search': {
    tag: 'Dialogues',
    summary: 'Dialogues whose messages or contact contain the words, among those you may see',
    access: 'actor',
    right: 'chat',
    query: page.extend({ q: z.string().trim().min(2).max(200) }),
    status: 200,
    response: listOf(dialogueShape),
  },
} as const satisfies Record<string, Endpoint>
