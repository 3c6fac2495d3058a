import { z } from 'zod'
import { managerStatuses } from '../distribution.ts'
import { roles } from '../permissions.ts'
import type { Endpoint } from './endpoint.ts'
import { apiKeyShape, id, listOf, managerShape, meShape, page, sessionShape } from './shapes.ts'

const email = z.email().max(254).toLowerCase()
const password = z.string().min(10, 'At least 10 characters.').max(128)
const name = z.string().trim().min(1).max(100)
const timeZone = z.string().max(64).refine(isTimeZone, 'This time zone does not exist.')

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== null
  } catch {
    return false
  }
}

const byId = z.strictObject({ id })

export const accessEndpoints = {
  'GET /setup': {
    tag: 'Access',
    summary: 'Whether the hub waits for its first administrator, and how people may sign up',
    access: 'open',
    right: null,
    status: 200,
    response: z.object({ needed: z.boolean(), signUp: z.enum(['closed', 'open', 'invite']), mailConfigured: z.boolean() }),
  },
  'POST /setup': {
    tag: 'Access',
    summary: 'Create the first account and its administrator, with the token of the set-up link; signs in',
    access: 'open',
    right: null,
    body: z.strictObject({ token: z.string().max(100), email, password, name, accountName: name, timeZone }),
    status: 201,
    response: meShape,
  },
  'POST /sign-up': {
    tag: 'Access',
    summary: 'Create a further account and its administrator, where SIGN_UP allows it; signs in',
    access: 'open',
    right: null,
    body: z.strictObject({ email, password, name, accountName: name, timeZone }),
    status: 201,
    response: meShape,
  },
  'POST /sessions': {
    tag: 'Access',
    summary: 'Sign in: sets the cookie hubbub_session',
    access: 'open',
    right: null,
    body: z.strictObject({ email, password: z.string().max(128) }),
    status: 201,
    response: meShape,
  },
  'DELETE /sessions': { tag: 'Access', summary: 'Sign out', access: 'session', right: null, status: 204, response: null },
  'GET /sessions': {
    tag: 'Access',
    summary: 'Where you are signed in',
    access: 'session',
    right: null,
    status: 200,
    response: z.object({ items: z.array(sessionShape) }),
  },
  'DELETE /sessions/{id}': {
    tag: 'Access',
    summary: 'End one of your sessions; its sockets close within 5 seconds',
    access: 'session',
    right: null,
    params: z.strictObject({ id: z.string().max(100) }),
    status: 204,
    response: null,
  },
  'GET /invites/{token}': {
    tag: 'Access',
    summary: 'Who is invited to which account',
    access: 'open',
    right: null,
    params: z.strictObject({ token: z.string().max(100) }),
    status: 200,
    response: z.object({ email: z.string(), name: z.string(), accountName: z.string(), hasPassword: z.boolean() }),
  },
  'POST /invites/{token}': {
    tag: 'Access',
    summary: 'Accept an invitation: set the password (or give the one you have); signs in',
    access: 'open',
    right: null,
    params: z.strictObject({ token: z.string().max(100) }),
    body: z.strictObject({ name, password }),
    status: 201,
    response: meShape,
  },
  'POST /password-resets': {
    tag: 'Access',
    summary: 'Ask for a link to set a new password; the same answer whether the address is known or not',
    access: 'open',
    right: null,
    body: z.strictObject({ email }),
    status: 202,
    response: z.object({}),
  },
  'POST /password-resets/{token}': {
    tag: 'Access',
    summary: 'Set a new password; ends every session of the person',
    access: 'open',
    right: null,
    params: z.strictObject({ token: z.string().max(200) }),
    body: z.strictObject({ password }),
    status: 204,
    response: null,
  },
  'GET /me': { tag: 'Access', summary: 'Who is asking', access: 'actor', right: null, status: 200, response: meShape },
  'PATCH /me': {
    tag: 'Access',
    summary: 'Change your name or preferences',
    access: 'session',
    right: null,
    body: z.strictObject({ name: name.optional(), preferences: z.record(z.string().max(50), z.unknown()).optional() }),
    status: 200,
    response: meShape,
  },
  'PUT /me/account': {
    tag: 'Access',
    summary: 'Work in another of your accounts',
    access: 'session',
    right: null,
    body: z.strictObject({ accountId: id }),
    status: 200,
    response: meShape,
  },
  'GET /managers': {
    tag: 'People',
    summary: 'The people of the account',
    access: 'actor',
    right: 'chat',
    query: page,
    status: 200,
    response: listOf(managerShape),
  },
  'POST /managers': {
    tag: 'People',
    summary: 'Invite a person; the link is mailed where mail is configured, and always returned to copy',
    access: 'actor',
    right: 'people',
    body: z.strictObject({ email, name, role: z.enum(roles) }),
    status: 201,
    response: managerShape.extend({ inviteUrl: z.string().nullable() }),
  },
  'PATCH /managers/{id}': {
    tag: 'People',
    summary: 'Change name, role or limit; deactivate or activate',
    access: 'actor',
    right: 'people',
    params: byId,
    body: z.strictObject({
      name: name.optional(),
      role: z.enum(roles).optional(),
      capacity: z.number().int().min(1).max(1000).nullable().optional(),
      deactivated: z.boolean().optional(),
    }),
    status: 200,
    response: managerShape,
  },
  'POST /managers/{id}/invite': {
    tag: 'People',
    summary: 'A new invitation link; the old one ends',
    access: 'actor',
    right: 'people',
    params: byId,
    status: 201,
    response: z.object({ inviteUrl: z.string() }),
  },
  'POST /managers/{id}/password-reset': {
    tag: 'People',
    summary: 'A link with which this person sets a new password, to hand over where no mail is configured',
    access: 'actor',
    right: 'people',
    params: byId,
    status: 201,
    response: z.object({ resetUrl: z.string() }),
  },
  'PUT /managers/me/status': {
    tag: 'People',
    summary: 'Your own status; free lets distribution choose you',
    access: 'session',
    right: 'chat',
    body: z.strictObject({ status: z.enum(managerStatuses) }),
    status: 200,
    response: managerShape,
  },
  'GET /api-keys': {
    tag: 'API keys',
    summary: 'The keys of the account',
    access: 'actor',
    right: 'account',
    status: 200,
    response: z.object({ items: z.array(apiKeyShape) }),
  },
  'POST /api-keys': {
    tag: 'API keys',
    summary: 'Make a key; it is shown this once',
    access: 'actor',
    right: 'account',
    body: z.strictObject({ name, role: z.enum(roles) }),
    status: 201,
    response: apiKeyShape.extend({ apiKey: z.string() }),
  },
  'DELETE /api-keys/{id}': {
    tag: 'API keys',
    summary: 'Revoke a key',
    access: 'actor',
    right: 'account',
    params: byId,
    status: 204,
    response: null,
  },
} as const satisfies Record<string, Endpoint>
