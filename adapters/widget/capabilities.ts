import type { Capabilities } from '../../core/capabilities.ts'

const maxBytes = 20 * 1024 * 1024

/** Our own screens show it, so these limits are ours: what is comfortable to read and to load on a phone. */
export const capabilities: Capabilities = {
  text: { maxChars: 10_000, captionMaxChars: 10_000, markup: 'fallback' },
  files: {
    image: { mimeTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'], maxBytes, caption: 'native' },
    video: { mimeTypes: ['video/mp4', 'video/webm'], maxBytes, caption: 'native' },
    audio: { mimeTypes: ['audio/*'], maxBytes, caption: 'native' },
    voice: { mimeTypes: ['audio/*'], maxBytes, caption: 'native' },
    document: { mimeTypes: ['*/*'], maxBytes, caption: 'native' },
  },
  filesPerMessage: 10,
  buttons: { support: 'native', max: 10, labelMaxChars: 64 },
  quote: 'native',
  edit: 'reject',
  remove: 'reject',
  typing: 'native',
  reactions: 'reject',
  receipts: { delivered: true, read: true },
  startDialogue: 'contact_only',
  replyWindow: null,
  idempotentSend: true,
  hostedByHub: true,
}
