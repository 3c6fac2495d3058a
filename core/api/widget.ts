import { z } from 'zod'
import type { Endpoint } from './endpoint.ts'
import { at, fileShape, id } from './shapes.ts'

/** What a visitor sees of a message: no managers' ids, no notes, no delivery details. */
export const visitorMessageShape = z.object({
  id,
  seq: z.number(),
  from: z.enum(['visitor', 'manager', 'hub']),
  name: z.string().nullable(),
  text: z.string(),
  files: z.array(fileShape),
  buttons: z.array(z.object({ label: z.string(), value: z.string() })),
  at,
  edited: z.boolean(),
  removed: z.boolean(),
  clientId: z.string().nullable(),
})

export const visitorStateShape = z.object({
  /** open: messages go through. held: an answer about privacy is due. none: no dialogue yet. closed: the last one ended. */
  dialogue: z.enum(['none', 'held', 'open', 'closed']),
  /** The request to show before anything is sent; null where none is due. */
  consent: z
    .object({
      version: z.number(),
      text: z.string(),
      url: z.string(),
      agree: z.string(),
      decline: z.string(),
      mode: z.enum(['explicit', 'implicit']),
    })
    .nullable(),
  /** Someone is there to answer. */
  online: z.boolean(),
  title: z.string(),
  greeting: z.string().nullable(),
  color: z.string(),
  assignee: z.string().nullable(),
  position: z.number(),
})

/** Frames of the visitor's stream: hello, message, state, typing, reload, pong. */
export const visitorFrame = z.union([
  z.object({ type: z.literal('hello'), position: z.number() }),
  z.object({ type: z.literal('reload') }),
  z.object({ type: z.literal('message'), position: z.number(), message: visitorMessageShape }),
  z.object({ type: z.literal('state'), position: z.number().nullable(), state: visitorStateShape }),
  z.object({ type: z.literal('typing'), on: z.boolean() }),
  /** Answers a ping: a browser is told nothing by a connection that died half-way. */
  z.object({ type: z.literal('pong') }),
])
/** The first frame gives the token and the position to go on from; later ones tell typing. */
export const visitorCommand = z.union([
  z.strictObject({ token: z.string().max(200), after: z.number().int().min(0).optional() }),
  z.strictObject({ type: z.literal('typing'), on: z.boolean() }),
  z.strictObject({ type: z.literal('ping') }),
])

export type VisitorMessage = z.infer<typeof visitorMessageShape>
export type VisitorState = z.infer<typeof visitorStateShape>
export type VisitorFrame = z.infer<typeof visitorFrame>
export type VisitorCommand = z.infer<typeof visitorCommand>

/** What the server writes into the loader script: enough to draw the launcher. */
export type LoaderConfig = Readonly<{
  publicId: string
  title: string
  /** `#rrggbb`, and what is readable on it. */
  color: string
  ink: string
  side: 'left' | 'right'
  /** A visible word beside the icon; empty: none. */
  label: string
}>

/** What the server writes into the frame document's meta tag `hubbub`: enough to draw the head and to begin a session. */
export type FrameBoot = Readonly<{
  publicId: string
  /** For POST /widget/sessions; short-lived. */
  ticket: string
  /** The only origin that the frame talks to. */
  parentOrigin: string
  title: string
  greeting: string | null
  color: string
}>

export const widgetEndpoints = {
  'POST /widget/sessions': {
    tag: 'Widget',
    summary: 'A visitor begins or resumes, with the ticket of the frame document',
    access: 'open',
    right: null,
    body: z.strictObject({
      publicId: z.string().max(64),
      ticket: z.string().max(1000),
      /** The token of an earlier session, to go on with. */
      token: z.string().max(200).optional(),
      locale: z.string().max(35).optional(),
      pageUrl: z.string().max(2000).optional(),
    }),
    status: 201,
    response: z.object({ token: z.string(), visitorId: id, state: visitorStateShape }),
  },
  'DELETE /widget/sessions': {
    tag: 'Widget',
    summary: 'The visitor’s session ends, and its sockets with it; the next one is someone new',
    access: 'visitor',
    right: null,
    status: 204,
    response: null,
  },
  'GET /widget/messages': {
    tag: 'Widget',
    summary: 'The visitor’s own messages by seq',
    access: 'visitor',
    right: null,
    query: z.strictObject({
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(200).default(100),
    }),
    status: 200,
    response: z.object({ items: z.array(visitorMessageShape), hasMore: z.boolean(), state: visitorStateShape }),
  },
  'POST /widget/messages': {
    tag: 'Widget',
    summary: 'The visitor writes; the same clientId again stores nothing. 409 consent_required while an agreement is due',
    access: 'visitor',
    right: null,
    body: z.strictObject({
      clientId: z.string().min(1).max(100),
      text: z.string().max(4000).default(''),
      fileIds: z.array(id).max(5).default([]),
      button: z.strictObject({ messageId: id, value: z.string().max(100) }).optional(),
    }),
    status: 202,
    response: visitorMessageShape,
  },
  'POST /widget/consent': {
    tag: 'Widget',
    summary: 'The visitor agrees or declines',
    access: 'visitor',
    right: null,
    body: z.strictObject({ version: z.number().int().min(1), agreed: z.boolean() }),
    status: 200,
    response: visitorStateShape,
  },
  'POST /widget/files': {
    tag: 'Widget',
    summary: 'The visitor uploads a file to send',
    access: 'visitor',
    right: null,
    multipart: true,
    status: 201,
    response: fileShape,
  },
  'GET /widget/files/{id}': {
    tag: 'Widget',
    summary: 'The bytes of a file in the visitor’s own chat',
    access: 'visitor',
    right: null,
    params: z.strictObject({ id }),
    binary: true,
    status: 200,
    response: null,
  },
} as const satisfies Record<string, Endpoint>
