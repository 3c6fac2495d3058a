import type { Capabilities } from '../../core/capabilities.ts'

/** A bot can download no more than 20 MB: https://core.telegram.org/bots/api#getfile */
export const maxDownloadBytes = 20 * 1024 * 1024

/** `callback_data` is 1-64 bytes, not characters: https://core.telegram.org/bots/api#inlinekeyboardbutton */
export const callbackDataMaxBytes = 64

// Photos up to 10 MB, other files up to 50 MB: https://core.telegram.org/bots/api#sending-files
const photoMaxBytes = 10 * 1024 * 1024
const fileMaxBytes = 50 * 1024 * 1024

export const capabilities: Capabilities = {
  // 1-4096 characters: https://core.telegram.org/bots/api#sendmessage; captions 0-1024: https://core.telegram.org/bots/api#sendphoto
  // Markup goes out as it was typed: nothing is lost, nothing is styled.
  text: { maxChars: 4096, captionMaxChars: 1024, markup: 'fallback' },
  files: {
    image: { mimeTypes: ['image/jpeg', 'image/png', 'image/webp'], maxBytes: photoMaxBytes, caption: 'native' },
    // MPEG-4 only, other formats go as documents: https://core.telegram.org/bots/api#sendvideo
    video: { mimeTypes: ['video/mp4'], maxBytes: fileMaxBytes, caption: 'native' },
    // MP3 or M4A: https://core.telegram.org/bots/api#sendaudio
    audio: {
      mimeTypes: ['audio/mpeg', 'audio/mp3', 'audio/mp4', 'audio/m4a', 'audio/x-m4a'],
      maxBytes: fileMaxBytes,
      caption: 'native',
    },
    // OGG with OPUS, MP3 or M4A: https://core.telegram.org/bots/api#sendvoice
    voice: {
      mimeTypes: ['audio/ogg', 'audio/mpeg', 'audio/mp4', 'audio/m4a', 'audio/x-m4a'],
      maxBytes: fileMaxBytes,
      caption: 'native',
    },
    document: { mimeTypes: ['*/*'], maxBytes: fileMaxBytes, caption: 'native' },
  },
  filesPerMessage: 1,
  // The Bot API names no limit for either; these are what a phone shows without cutting: one button a row.
  buttons: { support: 'native', max: 10, labelMaxChars: 64 },
  quote: 'native',
  edit: 'native',
  remove: 'native',
  typing: 'native',
  reactions: 'native',
  // A bot is not told what became of its messages: there is no such update in https://core.telegram.org/bots/api#update
  receipts: { delivered: false, read: false },
  // A bot can't write first: https://core.telegram.org/bots/features#what-features-do-bots-have
  startDialogue: 'contact_only',
  replyWindow: null,
  // No client id or nonce in any send method: https://core.telegram.org/bots/api#sendmessage
  idempotentSend: false,
  hostedByHub: false,
}
