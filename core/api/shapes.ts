import { z } from 'zod'
import { fileKinds } from '../capabilities.ts'
import { closeReasons, deliveryStatuses, dialogueStatuses, directions } from '../dialogue.ts'
import { managerStatuses } from '../distribution.ts'
import { failureReasons } from '../errors.ts'
import { rights, roles } from '../permissions.ts'

/** What the API answers with. Dates are ISO 8601 in UTC. */
export const id = z.uuid()
export const at = z.iso.datetime()

export const page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
})
export const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() })

export const supportLevel = z.enum(['native', 'fallback', 'drop', 'reject'])
export const capabilitiesShape = z.object({
  text: z.object({ maxChars: z.number(), captionMaxChars: z.number(), markup: supportLevel }),
  files: z.partialRecord(
    z.enum(fileKinds),
    z.object({ mimeTypes: z.array(z.string()), maxBytes: z.number(), caption: supportLevel }),
  ),
  filesPerMessage: z.number(),
  buttons: z.object({ support: supportLevel, max: z.number(), labelMaxChars: z.number() }),
  quote: supportLevel,
  edit: supportLevel,
  remove: supportLevel,
  typing: supportLevel,
  reactions: supportLevel,
  receipts: z.object({ delivered: z.boolean(), read: z.boolean() }),
  startDialogue: z.enum(['free', 'template', 'contact_only']),
  replyWindow: z.object({ ms: z.number(), afterwards: z.enum(['template', 'reject']) }).nullable(),
  idempotentSend: z.boolean(),
  hostedByHub: z.boolean(),
})

export const channelKindShape = z.object({
  kind: z.string(),
  title: z.string(),
  capabilities: capabilitiesShape,
  fields: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      hint: z.string(),
      secret: z.boolean(),
      required: z.boolean(),
      options: z.array(z.object({ value: z.string(), label: z.string() })).nullable(),
      list: z.boolean(),
      emptyWarning: z.string().nullable(),
    }),
  ),
})

export const healthShape = z.object({
  status: z.enum(['ok', 'degraded', 'action_needed', 'unknown']),
  code: z.string(),
  detail: z.string(),
  account: z.object({ id: z.string(), name: z.string(), url: z.string().nullable() }).nullable(),
  checkedAt: at.nullable(),
})

export const channelShape = z.object({
  id,
  kind: z.string(),
  propertyId: id,
  name: z.string(),
  status: z.enum(['active', 'paused', 'removed']),
  config: z.record(z.string(), z.unknown()),
  /** Per secret field: whether it is set, and its last four characters. */
  secrets: z.record(z.string(), z.object({ hasSecret: z.boolean(), last4: z.string().nullable() })),
  publicId: z.string().nullable(),
  webhookUrl: z.string().nullable(),
  excludedFromConsent: z.boolean(),
  health: healthShape,
  lastInboundAt: at.nullable(),
  lastOutboundAt: at.nullable(),
  createdAt: at,
})

export const propertyShape = z.object({
  id,
  kind: z.enum(['site', 'page']),
  name: z.string(),
  siteUrl: z.string().nullable(),
  channelCount: z.number(),
  createdAt: at,
})

export const managerShape = z.object({
  id,
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  status: z.enum(managerStatuses),
  online: z.boolean(),
  openCount: z.number(),
  capacity: z.number().nullable(),
  /** invited: has not set a password yet. */
  state: z.enum(['active', 'invited', 'deactivated']),
  createdAt: at,
})

export const contactShape = z.object({
  id,
  name: z.string().nullable(),
  username: z.string().nullable(),
  locale: z.string().nullable(),
})

export const dialogueShape = z.object({
  id,
  chatId: id,
  channelId: id,
  propertyId: id,
  contact: contactShape,
  departmentId: id.nullable(),
  status: z.enum(dialogueStatuses),
  assigneeId: id.nullable(),
  /** Highest seq of the dialogue. */
  lastSeq: z.number(),
  /** Highest seq that came from the contact. */
  lastInboundSeq: z.number(),
  /** How far the asking manager has read; unread means lastInboundSeq > readSeq. */
  readSeq: z.number(),
  unread: z.number(),
  snippet: z.object({ text: z.string(), direction: z.enum(directions), fileCount: z.number() }).nullable(),
  entry: z.object({ source: z.enum(['link', 'ad', 'page']), value: z.string() }).nullable(),
  openedAt: at,
  lastMessageAt: at,
  waitingSince: at.nullable(),
  autoCloseAt: at.nullable(),
  closedAt: at.nullable(),
  closeReason: z.enum(closeReasons).nullable(),
})

export const fileShape = z.object({
  id,
  kind: z.enum(fileKinds),
  name: z.string(),
  mimeType: z.string(),
  bytes: z.number().nullable(),
  /** pending: being copied from the platform. failed: it could not be. */
  state: z.enum(['pending', 'stored', 'failed']),
  /** Signed by nobody: it needs the same session. null until stored. */
  url: z.string().nullable(),
})

export const messageShape = z.object({
  id,
  dialogueId: id,
  seq: z.number(),
  direction: z.enum(directions),
  text: z.string(),
  files: z.array(fileShape),
  buttons: z.array(z.object({ label: z.string(), value: z.string() })),
  /** The message that this one answers. */
  replyTo: z.object({ id, text: z.string() }).nullable(),
  author: z.object({ type: z.enum(['contact', 'manager', 'hub']), id: id.nullable(), name: z.string().nullable() }),
  /** What the platform called it, when the hub can't show its kind. */
  unsupported: z.string().nullable(),
  /** For direction `system`: what happened, to be put in words by the screen. */
  event: z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) }).nullable(),
  reactions: z.array(z.object({ emoji: z.string(), by: z.enum(['contact', 'manager']) })),
  platformAt: at,
  createdAt: at,
  late: z.boolean(),
  edited: z.boolean(),
  removed: z.boolean(),
  status: z.enum(deliveryStatuses).nullable(),
  failure: z.object({ reason: z.enum(failureReasons), detail: z.string() }).nullable(),
  clientId: z.string().nullable(),
})

export const decisionShape = z.object({
  id,
  at,
  by: z.enum(['auto', 'manager', 'system']),
  byManagerId: id.nullable(),
  rule: z.string(),
  fromManagerId: id.nullable(),
  toManagerId: id.nullable(),
  candidates: z.array(z.object({ managerId: id, openCount: z.number(), capacity: z.number(), lastAssignedAt: at.nullable() })),
  excluded: z.record(z.string(), z.number()),
})

export const consentShape = z.object({
  id,
  contactId: id,
  channelId: id,
  propertyId: id,
  action: z.enum(['requested', 'agreed', 'declined', 'withdrawn']),
  version: z.number(),
  locale: z.string(),
  textHash: z.string(),
  /** The very text that was shown. */
  text: z.string(),
  url: z.string(),
  evidence: z.string(),
  at,
})

export const deadLetterShape = z.object({
  id,
  channelId: id,
  receivedAt: at,
  reason: z.string(),
  attempts: z.number(),
  /** null once it is purged, or where its dialogue is held. */
  payload: z.string().nullable(),
})

export const sessionShape = z.object({
  id: z.string(),
  current: z.boolean(),
  createdAt: at,
  lastSeenAt: at,
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
})

export const apiKeyShape = z.object({
  id,
  name: z.string(),
  role: z.enum(roles),
  last4: z.string(),
  createdAt: at,
  lastUsedAt: at.nullable(),
})

export const meShape = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable(),
  manager: z.object({ id, name: z.string(), role: z.enum(roles), status: z.enum(managerStatuses) }).nullable(),
  role: z.enum(roles),
  rights: z.array(z.enum(rights)),
  account: z.object({ id, name: z.string(), timeZone: z.string(), locale: z.string() }),
  accounts: z.array(z.object({ id, name: z.string() })),
  preferences: z.record(z.string(), z.unknown()),
  /** The server's clock, so that countdowns don't trust the browser's. */
  now: at,
  mailConfigured: z.boolean(),
  publicUrl: z.string().nullable(),
})

export const countersShape = z.object({ mine: z.number(), unassigned: z.number(), all: z.number() })

/** What the stream sends. `position` is null for what is told but not stored (typing, viewing, presence). */
export const streamEventTypes = [
  'dialogue.opened',
  'dialogue.updated',
  'dialogue.gone',
  'message.created',
  'message.updated',
  'channel.updated',
  'manager.updated',
  'settings.updated',
  'typing',
  'viewing',
  'presence',
] as const
export const streamFrame = z.union([
  z.object({ type: z.literal('hello'), position: z.number() }),
  z.object({ type: z.literal('reload') }),
  z.object({
    type: z.enum(streamEventTypes),
    position: z.number().nullable(),
    at,
    dialogueId: id.nullable(),
    seq: z.number().nullable(),
    /** `dialogue.*`: { dialogue }; `message.*`: { message }; `dialogue.gone`: {}; the others as their type says. */
    data: z.record(z.string(), z.unknown()),
  }),
])
/** What a manager's browser may send: `typing` and `viewing` are passed on to the colleagues who may see the dialogue. */
export const streamCommand = z.union([
  z.strictObject({ token: z.string().max(200) }),
  z.strictObject({ type: z.literal('typing'), dialogueId: id, on: z.boolean() }),
  z.strictObject({ type: z.literal('viewing'), dialogueId: id.nullable() }),
  z.strictObject({ type: z.literal('ping') }),
])

export type ChannelKindInfo = z.infer<typeof channelKindShape>
export type Channel = z.infer<typeof channelShape>
export type Property = z.infer<typeof propertyShape>
export type Manager = z.infer<typeof managerShape>
export type Contact = z.infer<typeof contactShape>
export type Dialogue = z.infer<typeof dialogueShape>
export type Message = z.infer<typeof messageShape>
export type MessageFile = z.infer<typeof fileShape>
export type DecisionRecord = z.infer<typeof decisionShape>
export type Consent = z.infer<typeof consentShape>
export type DeadLetter = z.infer<typeof deadLetterShape>
export type Session = z.infer<typeof sessionShape>
export type ApiKey = z.infer<typeof apiKeyShape>
export type Me = z.infer<typeof meShape>
export type Counters = z.infer<typeof countersShape>
export type StreamFrame = z.infer<typeof streamFrame>
export type StreamEvent = Extract<StreamFrame, { position: number | null; at: string }>
export type StreamCommand = z.infer<typeof streamCommand>
