import type { ZodType } from 'zod'
import type { Capabilities, FileKind } from './capabilities.ts'
import type { FailureReason } from './errors.ts'
import type { Clock, Egress, Log } from './ports.ts'

/** Free text checked by the registry of adapters, so that a new kind needs no migration. */
export type ChannelKind = string
/** An id of the platform. Only its adapter may look inside; the format is stored and so a promise. At most 256 characters. */
export type ExternalId = string

export type Author = Readonly<{
  id: ExternalId
  name: string | null
  username: string | null
  /** BCP 47, as the platform tells it. */
  locale: string | null
}>

/** A file at the platform. `ref` is what `fetchFile` needs; never a URL that holds a secret. */
export type InboundFile = Readonly<{
  ref: ExternalId
  kind: FileKind
  name: string | null
  mimeType: string | null
  bytes: number | null
}>

export type InboundContent = Readonly<{
  text: string | null
  files: readonly InboundFile[]
}>

/** Where the customer came from: a deep link's payload, an ad, a page. */
export type EntryPoint = Readonly<{ source: 'link' | 'ad' | 'page'; value: string }>

export const receiptStatuses = ['sent', 'delivered', 'read', 'failed'] as const
export type ReceiptStatus = (typeof receiptStatuses)[number]

/**
 * One thing that happened at the platform. `eventId` is unique within the channel and the same when the platform tells it again.
 * `at` is the platform's time; `order` is its number within the chat (null where it has none): lower than one seen before means late.
 * `chatId` is the place: a private chat, or one author's part of a group.
 */
export type InboundEvent = Readonly<{ eventId: ExternalId; at: Date; chatId: ExternalId; order: number | null }> &
  (
    | Readonly<{
        type: 'message'
        messageId: ExternalId
        author: Author
        content: InboundContent
        replyTo: ExternalId | null
        entry: EntryPoint | null
      }>
    | Readonly<{ type: 'message_edited'; messageId: ExternalId; author: Author; content: InboundContent }>
    | Readonly<{ type: 'message_removed'; messageId: ExternalId }>
    | Readonly<{
        type: 'button_pressed'
        messageId: ExternalId | null
        author: Author
        value: string
        acknowledge: string | null
      }>
    | Readonly<{ type: 'reaction'; messageId: ExternalId; author: Author; emoji: string; removed: boolean }>
    /** `reason` is in words. `failure` says why in ours, where the platform's code is one that the adapter knows. */
    | Readonly<{
        type: 'receipt'
        messageId: ExternalId
        status: ReceiptStatus
        reason: string | null
        failure?: FailureReason
      }>
    | Readonly<{ type: 'contact_left' | 'contact_joined'; author: Author }>
    /** A kind that this adapter does not know, or can't show: counted and visible, never silence. `author` is null where nobody wrote it. */
    | Readonly<{ type: 'unsupported'; platformType: string; author: Author | null; messageId: ExternalId | null }>
  )

export type Button = Readonly<{ label: string; value: string }>

export type OutboundFile = Readonly<{
  kind: FileKind
  name: string
  mimeType: string
  bytes: number
  open: () => Promise<ReadableStream<Uint8Array>>
  /** Where the platform itself can fetch it without credentials, for platforms that take no uploads. Absent or null: nowhere. */
  publicUrl?: string | null
}>

/** A message that the platform has approved beforehand. `variables` by their names in it, such as `1`. */
export type OutboundTemplate = Readonly<{ id: ExternalId; variables: Readonly<Record<string, string>> }>

/** A message that `fit` has checked against the capabilities. `id` is ours and the same at each attempt (a nonce where the platform has one). */
export type OutboundMessage = Readonly<{
  id: string
  chatId: ExternalId
  text: string
  files: readonly OutboundFile[]
  buttons: readonly Button[]
  replyTo: ExternalId | null
  /** `author`: for that one person's eyes; in a group it goes to them alone (private message, thread), never into the public place. */
  audience: 'chat' | 'author'
  /** Sent instead of text, files and buttons: `text` is then what the hub shows of it. */
  template?: OutboundTemplate
}>

/** What narrows the search for a message in doubt: when its first attempt began, and ids of the chat that are known to be other messages. */
export type SentHints = Readonly<{ attemptedAt?: Date; notThese?: readonly ExternalId[] }>

/** One of the account's templates. `approved`: may open a dialogue, or go out when the reply window has closed. */
export type MessageTemplate = Readonly<{
  id: ExternalId
  name: string
  /** BCP 47, as the platform tells it. */
  locale: string | null
  /** With its placeholders, such as `{{1}}`; null for a kind without text. */
  text: string | null
  /** `example` as it was given when the template was made. */
  variables: readonly Readonly<{ name: string; example: string | null }>[]
  buttons: readonly string[]
  approved: boolean
}>

export type Health = Readonly<{
  status: 'ok' | 'degraded' | 'action_needed'
  /** A stable code for screens and metrics, such as `token_refused`; `ok` when all is well. */
  code: string
  /** One sentence in plain English that says what to do. */
  detail: string
  /** Who this channel is at the platform. */
  account: Readonly<{ id: ExternalId; name: string; url: string | null }> | null
}>

export type ConnectionDeps = Readonly<{
  clock: Clock
  /** The hub's one way out: deadline, size limit, no private hosts. */
  fetch: Egress
  log: Log
  /** Where the platform reaches this channel (`https://hub/webhooks/{channelId}`); null when the hub has no public URL. */
  webhookUrl: string | null
  /** Another base URL of the platform, from the environment; null for the platform's own. */
  apiRoot: string | null
}>

/** What `receive` makes of one request: the answer is sent only after the events are committed. */
export type Received = Readonly<{ events: readonly InboundEvent[]; response: Response }>

/** Tells the hub; resolves once the events are committed. `raw` is what the platform said. */
export type Emit = (events: readonly InboundEvent[], raw: unknown) => Promise<void>

/**
 * What a gateway keeps for the one that comes after it, perhaps in another process: a session, a place in a stream. `state` is what was saved
 * last, null or another's at first, so it is parsed. `save` by a holder whose time is over changes nothing.
 */
export type Resume = Readonly<{ state: unknown; save: (state: Readonly<Record<string, unknown>>) => Promise<void> }>

export type Intake =
  | Readonly<{
      mode: 'webhook'
      /**
       * Verify, then parse. No I/O. `body` is the raw text.
       * @throws HubError `unauthenticated` on a missing or wrong signature, `invalid` on a body that is not the platform's.
       */
      receive: (request: Readonly<{ headers: Headers; url: string; body: string }>) => Received
    }>
  | Readonly<{
      mode: 'gateway'
      /**
       * Runs until the signal aborts. Run by exactly one worker at a time. Must not acknowledge to the platform before `emit` resolved.
       * @throws ChannelError when it can't go on; the caller starts it again with a pause.
       */
      run: (emit: Emit, signal: AbortSignal, resume?: Resume) => Promise<void>
    }>
  /** The hub's own routes bring the events (the widget). */
  | Readonly<{ mode: 'hosted' }>

/** One connected messenger account. All methods throw ChannelError only, obey the signal, and log no text and no secret. */
export type Connection = Readonly<{
  intake: Intake
  /** `messageIds` in the order sent (a long text may have been split). */
  deliver: (message: OutboundMessage, signal: AbortSignal) => Promise<Readonly<{ messageIds: readonly ExternalId[]; at: Date }>>
  fetchFile: (ref: ExternalId, signal: AbortSignal) => Promise<Response>
  check: (signal: AbortSignal) => Promise<Health>
  /**
   * A payload of the journal once more, without a signature: for the re-drive of dead letters. Absent where the hub's own routes bring the events.
   * @throws HubError `invalid`
   */
  parse?: (payload: string) => readonly InboundEvent[]
  /** Present exactly where the capability says native. */
  edit?: (message: Readonly<{ chatId: ExternalId; messageId: ExternalId; text: string }>, signal: AbortSignal) => Promise<void>
  remove?: (message: Readonly<{ chatId: ExternalId; messageId: ExternalId }>, signal: AbortSignal) => Promise<void>
  typing?: (chatId: ExternalId, signal: AbortSignal) => Promise<void>
  react?: (
    reaction: Readonly<{ chatId: ExternalId; messageId: ExternalId; emoji: string | null }>,
    signal: AbortSignal,
  ) => Promise<void>
  /** Answers a button press in time; `token` is the event's `acknowledge`. */
  acknowledge?: (token: string, signal: AbortSignal) => Promise<void>
  /**
   * Settles a message in doubt: its ids when the platform has it, null when it certainly has not.
   * @throws ChannelError `retryable` when it can't be told, or not yet; `permanent` when the platform has it and could not deliver it
   */
  findSent?: (
    message: OutboundMessage & SentHints,
    signal: AbortSignal,
  ) => Promise<Readonly<{ messageIds: readonly ExternalId[] }> | null>
  /** Present exactly where a capability says `template`. */
  listTemplates?: (signal: AbortSignal) => Promise<readonly MessageTemplate[]>
  /** Makes the platform tell us (setWebhook and the like). */
  install?: (signal: AbortSignal) => Promise<void>
  uninstall?: (signal: AbortSignal) => Promise<void>
}>

/** `secret` fields are write-only; `hint` says where to find the value. Screens draw their form from this. */
export type ConfigField = Readonly<{
  name: string
  label: string
  hint: string
  secret: boolean
  required: boolean
  options: readonly Readonly<{ value: string; label: string }>[] | null
  /** Several values: an array in `config`, written with commas in a form. */
  list?: boolean
  /** Shown while it is empty: what that means, where it is not harmless. */
  emptyWarning?: string
}>

export type ChannelAdapter = Readonly<{
  kind: ChannelKind
  /** The name that people know it by. */
  title: string
  capabilities: Capabilities
  /** Shape of `config` (what is not secret). Unknown keys are refused. */
  configSchema: ZodType
  /** Shape of `secrets` as a person gives them. */
  secretsSchema: ZodType
  fields: readonly ConfigField[]
  /** Secrets that the hub makes itself at connection, such as a webhook's secret token: name → bytes of randomness (base64url). */
  generatedSecrets: Readonly<Record<string, number>>
  /** The environment variable that holds another base URL; null where there is none. */
  apiRootVariable: string | null
  /**
   * Parses and builds the client; no network.
   * @throws HubError `invalid` when anything that it needs is missing: an adapter without its secret refuses to open.
   */
  open: (settings: Readonly<{ config: unknown; secrets: Readonly<Record<string, string>> }>, deps: ConnectionDeps) => Connection
}>
