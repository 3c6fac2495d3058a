import type { Catalogue, Translation } from './translate.ts'

/** The launcher's words: a part of its own, since they travel in the loader. */
export const launcherEn = {
  open: 'Open chat',
  close: 'Close chat',
  unread: '{count} unread',
} as const

/** What the visitor reads. The keys are the type of the other languages: a missing one does not compile. */
export const widgetEn = {
  'header.online': 'We are here',
  'header.away': 'Away now. Leave a message, the answer comes here.',
  'header.assignee': '{name} is with you',
  'header.close': 'Close chat',
  'header.mute': 'Mute sound',

  'consent.heading': 'Before we begin',
  'consent.draft': 'Your message stays in this browser until you agree:',
  'consent.declined': 'That is fine. Nothing was sent.',
  'consent.ask-again': 'Show the question again',
  'consent.implicit': 'By sending a message you agree:',

  'log.label': 'Messages',
  'log.today': 'Today',
  'log.yesterday': 'Yesterday',
  'log.you': 'You',
  'log.us': 'Team',
  'log.says': '{name}: {text}',
  'log.file': 'sent a file',
  'log.edited': 'edited',
  'log.removed': 'Message removed',
  'log.ended': 'This chat has ended. Write again whenever you like.',
  'log.typing': '{name} is typing',
  'log.newest': 'Newest messages',
  'log.choices': 'Choices',

  'message.sending': 'Sending',
  'message.sent': 'Sent',
  'message.waiting': 'Waits for the connection',
  'message.failed': 'Not sent. Try again',
  'message.failed-why': 'Not sent: {reason}',
  'message.discard': 'Discard',

  'composer.label': 'Your message',
  'composer.placeholder': 'Write a message…',
  'composer.send': 'Send',
  'composer.attach': 'Attach a file',
  'composer.drop': 'Drop files to attach them',
  'composer.too-long': { one: 'One character too many', other: '{count} characters too many' },

  'file.uploading': '{name}, {percent} % uploaded',
  'file.ready': '{name}, ready to send',
  'file.failed': '{name} could not be uploaded: {reason}',
  'file.remove': 'Remove {name}',
  'file.download': 'Download {name}',
  'file.pending': 'being fetched',
  'file.gone': 'not available',

  'connection.lost': 'Connection lost. Trying again…',
  'connection.back': 'Connected again',
  'connection.starting': 'Loading the chat',

  'error.blocked': 'This chat is not available here.',
  'error.blocked-why': 'The website may have to be added to the chat’s allowed sites.',
  'error.gone': 'This chat is closed at the moment.',
  'error.start': 'The chat could not be started.',
  'error.retry': 'Try again',

  'reason.too_large': 'the file is too large',
  'reason.not_supported': 'this kind of file is not accepted',
  'reason.rate_limited': 'too many at once, wait a moment',
  'reason.invalid': 'the server refused it',
  'reason.unknown': 'something went wrong',

  greeting: 'Hello! How can we help?',
} as const satisfies Catalogue

export type LauncherTexts = Translation<typeof launcherEn>
export type WidgetTexts = Translation<typeof widgetEn>
