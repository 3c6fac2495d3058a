import type { LauncherTexts, WidgetTexts } from './widget.en.ts'

export const launcherDe: LauncherTexts = {
  open: 'Chat öffnen',
  close: 'Chat schließen',
  unread: '{count} ungelesen',
}

export const widgetDe: WidgetTexts = {
  'header.online': 'Wir sind da',
  'header.away': 'Gerade nicht da. Schreiben Sie uns, die Antwort kommt hier an.',
  'header.assignee': '{name} ist für Sie da',
  'header.close': 'Chat schließen',
  'header.mute': 'Ton aus',

  'consent.heading': 'Bevor wir anfangen',
  'consent.draft': 'Ihre Nachricht bleibt in diesem Browser, bis Sie zustimmen:',
  'consent.declined': 'In Ordnung. Es wurde nichts gesendet.',
  'consent.ask-again': 'Die Frage noch einmal zeigen',
  'consent.implicit': 'Mit dem Absenden einer Nachricht stimmen Sie zu:',

  'log.label': 'Nachrichten',
  'log.today': 'Heute',
  'log.yesterday': 'Gestern',
  'log.you': 'Sie',
  'log.us': 'Team',
  'log.says': '{name}: {text}',
  'log.file': 'hat eine Datei gesendet',
  'log.edited': 'bearbeitet',
  'log.removed': 'Nachricht entfernt',
  'log.ended': 'Dieser Chat ist beendet. Schreiben Sie gern jederzeit wieder.',
  'log.typing': '{name} schreibt',
  'log.newest': 'Neueste Nachrichten',
  'log.choices': 'Auswahl',

  'message.sending': 'Wird gesendet',
  'message.sent': 'Gesendet',
  'message.waiting': 'Wartet auf die Verbindung',
  'message.failed': 'Nicht gesendet. Noch einmal versuchen',
  'message.failed-why': 'Nicht gesendet: {reason}',
  'message.discard': 'Verwerfen',

  'composer.label': 'Ihre Nachricht',
  'composer.placeholder': 'Nachricht schreiben …',
  'composer.send': 'Senden',
  'composer.attach': 'Datei anhängen',
  'composer.drop': 'Dateien hier ablegen',
  'composer.too-long': { one: 'Ein Zeichen zu viel', other: '{count} Zeichen zu viel' },

  'file.uploading': '{name}, {percent} % hochgeladen',
  'file.ready': '{name}, bereit zum Senden',
  'file.failed': '{name} konnte nicht hochgeladen werden: {reason}',
  'file.remove': '{name} entfernen',
  'file.download': '{name} herunterladen',
  'file.pending': 'wird geholt',
  'file.gone': 'nicht verfügbar',

  'connection.lost': 'Verbindung unterbrochen. Neuer Versuch …',
  'connection.back': 'Wieder verbunden',
  'connection.starting': 'Der Chat wird geladen',

  'error.blocked': 'Dieser Chat ist hier nicht verfügbar.',
  'error.blocked-why': 'Vielleicht fehlt diese Website in der Liste der erlaubten Seiten.',
  'error.gone': 'Dieser Chat ist zurzeit geschlossen.',
  'error.start': 'Der Chat konnte nicht gestartet werden.',
  'error.retry': 'Noch einmal versuchen',

  'reason.too_large': 'Die Datei ist zu groß',
  'reason.not_supported': 'Diese Art von Datei wird nicht angenommen',
  'reason.rate_limited': 'Zu viel auf einmal, bitte kurz warten',
  'reason.invalid': 'Der Server hat sie abgelehnt',
  'reason.unknown': 'Etwas ist schiefgegangen',

  greeting: 'Guten Tag! Wie können wir helfen?',
}
