/** native: the platform has it; fallback: shown in another form, nothing lost; drop: left out; reject: refused before sending. */
export type Support = 'native' | 'fallback' | 'drop' | 'reject'

export const fileKinds = ['image', 'video', 'audio', 'voice', 'document'] as const
export type FileKind = (typeof fileKinds)[number]

export type FileCapability = Readonly<{
  /** Exact types or `image/*`; a type that is not listed is rejected. */
  mimeTypes: readonly string[]
  maxBytes: number
  caption: Support
}>

/**
 * What a channel can do. Core, services and screens read this and never ask which kind it is.
 * What is not listed is rejected. Lengths are UTF-16 code units.
 */
export type Capabilities = Readonly<{
  text: Readonly<{ maxChars: number; captionMaxChars: number; markup: Support }>
  files: Readonly<{ [K in FileKind]?: FileCapability }>
  filesPerMessage: number
  buttons: Readonly<{ support: Support; max: number; labelMaxChars: number }>
  quote: Support
  edit: Support
  remove: Support
  typing: Support
  reactions: Support
  receipts: Readonly<{ delivered: boolean; read: boolean }>
  startDialogue: 'free' | 'template' | 'contact_only'
  replyWindow: Readonly<{ ms: number; afterwards: 'template' | 'reject' }> | null
  /** Sending the same message again has no second effect (no platform in between, or the platform deduplicates). */
  idempotentSend: boolean
  /** The stored row and the stream are the delivery: nothing is called. */
  hostedByHub: boolean
}>
