import type { Capabilities } from '../../core/capabilities.ts'

// 16 MB, images 5 MB: https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages
const mediaMaxBytes = 16 * 1024 * 1024
const imageMaxBytes = 5 * 1024 * 1024

/** What customers send may be larger than what we may: WhatsApp takes documents of 100 MB, so the limit is the hub's own. */
export const maxDownloadBytes = 100 * 1024 * 1024

const hourMs = 3_600_000

export const capabilities: Capabilities = {
  // Body up to 1600 characters: https://www.twilio.com/docs/api/errors/21617. WhatsApp's own limit of a caption is 1024.
  // Markup goes out as it was typed: nothing is lost, and what looks like WhatsApp's own is styled by it.
  text: { maxChars: 1600, captionMaxChars: 1024, markup: 'fallback' },
  // Formats: https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages. No captions on documents there; audio has none in WhatsApp.
  files: {
    image: { mimeTypes: ['image/jpeg', 'image/png', 'image/webp'], maxBytes: imageMaxBytes, caption: 'native' },
    video: { mimeTypes: ['video/mp4'], maxBytes: mediaMaxBytes, caption: 'native' },
    audio: {
      mimeTypes: ['audio/ogg', 'audio/mpeg', 'audio/mp3', 'audio/mp4', 'audio/aac', 'audio/amr', 'audio/3gpp'],
      maxBytes: mediaMaxBytes,
      caption: 'fallback',
    },
    voice: {
      mimeTypes: ['audio/ogg', 'audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/amr'],
      maxBytes: mediaMaxBytes,
      caption: 'fallback',
    },
    document: {
      mimeTypes: [
        'application/pdf',
        'application/msword',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        'application/vnd.ms-excel',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'application/vnd.ms-powerpoint',
        'application/vnd.openxmlformats-officedocument.presentationml.presentation',
        'text/plain',
        'text/vcard',
        'text/x-vcard',
      ],
      maxBytes: mediaMaxBytes,
      caption: 'fallback',
    },
  },
  // One MediaUrl a message on WhatsApp: https://www.twilio.com/docs/whatsapp/api
  filesPerMessage: 1,
  // Buttons exist in content templates only, made at Twilio beforehand: any others become lines of text. A quick reply has at most
  // 3 buttons of 20 characters in a session: https://www.twilio.com/docs/content/twilio-quick-reply
  buttons: { support: 'fallback', max: 3, labelMaxChars: 20 },
  // The API has no field for a quoted message: https://www.twilio.com/docs/messaging/api/message-resource
  quote: 'fallback',
  edit: 'reject',
  remove: 'reject',
  typing: 'reject',
  reactions: 'reject',
  receipts: { delivered: true, read: true },
  startDialogue: 'template',
  // https://www.twilio.com/docs/whatsapp/key-concepts#the-24-hour-window
  replyWindow: { ms: 24 * hourMs, afterwards: 'template' },
  // No idempotency key in https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
  idempotentSend: false,
  hostedByHub: false,
}
