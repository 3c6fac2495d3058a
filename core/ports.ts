/** The ports: what the hub needs of the world, made real in src/infra and handed in as `deps`. */

export type Clock = Readonly<{ now: () => Date }>

type LogFields = Readonly<Record<string, unknown>>
/** One JSON line each; `error` means: wake someone. Never a message text, never a secret. */
export type Log = Readonly<{
  error: (fields: LogFields, message: string) => void
  warn: (fields: LogFields, message: string) => void
  info: (fields: LogFields, message: string) => void
  debug: (fields: LogFields, message: string) => void
}>

/**
 * The one way out. Refuses private hosts unless allowed, follows no redirect to them, ends at the deadline and the size limit.
 * @throws EgressError-like `TypeError` as fetch does.
 */
export type Egress = (
  url: string | URL,
  init?: RequestInit & Readonly<{ timeoutMs?: number; maxBytes?: number }>,
) => Promise<Response>

/** Jobs carry ids only: the row is the truth, the job is a nudge. */
export type Jobs = Readonly<{
  /** Gate and assign what waits in this account. */
  distribute: Readonly<{ accountId: string }>
  /** Send what is due on this channel. */
  deliver: Readonly<{ accountId: string; channelId: string }>
  /** Copy files that wait at the platforms. */
  'fetch-file': Readonly<Record<string, never>>
  /** Close a batch of what is due. */
  'auto-close': Readonly<Record<string, never>>
  /** Find what a lost nudge left. */
  sweep: Readonly<Record<string, never>>
  /** Purge by age. */
  maintenance: Readonly<Record<string, never>>
}>
export type JobName = keyof Jobs

/** Enqueue is after the commit, never inside a transaction, and may be lost without harm. */
export type Queue = Readonly<{
  nudge: <N extends JobName>(name: N, data: Jobs[N]) => void
}>

/** `stream`: the account's stream has grown to at least this position. `session_ended`: close its sockets. `transient`: not stored. */
export type BusMessage =
  | Readonly<{ type: 'stream'; accountId: string; position: number }>
  | Readonly<{ type: 'session_ended'; userId: string; sessionId: string | null }>
  | Readonly<{ type: 'visitor_ended'; accountId: string; chatId: string }>
  | Readonly<{ type: 'channel_changed'; accountId: string; channelId: string }>
  | Readonly<{ type: 'settings_changed'; accountId: string }>
  | Readonly<{ type: 'transient'; accountId: string; event: TransientEvent }>

/** Typing, viewing and presence: told, not stored. */
export type TransientEvent = Readonly<{
  type: 'typing' | 'viewing' | 'presence'
  dialogueId: string | null
  chatId: string | null
  managerId: string | null
  name: string | null
  /** For presence: the status; for typing: on or off. */
  value: string
}>

export type Bus = Readonly<{
  publish: (message: BusMessage) => void
  subscribe: (listener: (message: BusMessage) => void) => () => void
}>

/** Encrypts what is secret at rest. `context` binds the ciphertext to its row. */
export type Secrets = Readonly<{
  seal: (plain: string, context: string) => string
  open: (sealed: string, context: string) => string
}>

export type Storage = Readonly<{
  put: (
    key: string,
    body: ReadableStream<Uint8Array>,
    limit: Readonly<{ maxBytes: number }>,
  ) => Promise<Readonly<{ bytes: number }>>
  get: (key: string) => Promise<ReadableStream<Uint8Array>>
  remove: (key: string) => Promise<void>
}>

export type Mail = Readonly<{
  /** False: links are shown to copy instead. */
  configured: boolean
  send: (mail: Readonly<{ to: string; subject: string; text: string }>) => Promise<void>
}>
