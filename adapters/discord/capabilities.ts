import type { Capabilities } from '../../core/capabilities.ts'

/** 100 characters: https://discord.com/developers/docs/components/reference#button */
export const customIdMaxChars = 100

// 10 MiB without boosts: https://discord.com/developers/docs/reference#uploading-files. It has changed several times.
const fileMaxBytes = 10 * 1024 * 1024

/** What people send may be larger than what a bot may send: paid accounts upload up to 500 MB. The hub copies no more than this. */
export const maxDownloadBytes = 100 * 1024 * 1024

export const capabilities: Capabilities = {
  // 2000 for bots: https://discord.com/developers/docs/resources/message#create-message. Markup goes out as it was typed.
  text: { maxChars: 2000, captionMaxChars: 2000, markup: 'fallback' },
  files: {
    image: { mimeTypes: ['image/*'], maxBytes: fileMaxBytes, caption: 'native' },
    video: { mimeTypes: ['video/*'], maxBytes: fileMaxBytes, caption: 'native' },
    audio: { mimeTypes: ['audio/*'], maxBytes: fileMaxBytes, caption: 'native' },
    voice: { mimeTypes: ['audio/*'], maxBytes: fileMaxBytes, caption: 'native' },
    document: { mimeTypes: ['*/*'], maxBytes: fileMaxBytes, caption: 'native' },
  },
  filesPerMessage: 10,
  // Five rows of five, labels up to 80: https://discord.com/developers/docs/components/reference
  buttons: { support: 'native', max: 25, labelMaxChars: 80 },
  quote: 'native',
  edit: 'native',
  remove: 'native',
  typing: 'native',
  reactions: 'native',
  // A bot is not told what became of its messages.
  receipts: { delivered: false, read: false },
  // A bot may open a direct message, but doing so unasked is against the platform's rules.
  startDialogue: 'contact_only',
  replyWindow: null,
  // `enforce_nonce`: the same nonce within minutes gives the message that is there: https://discord.com/developers/docs/resources/message#create-message
  idempotentSend: true,
  hostedByHub: false,
}
