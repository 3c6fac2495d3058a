export const mail = {
  'mail.inviteSubject': 'Einladung zu {account} auf Hubbub',
  'mail.inviteText':
    '{by} lädt Sie ein, Kunden von {account} zu antworten.\n\nMit diesem Link treten Sie bei:\n{url}\n\nWenn Sie das nicht erwartet haben, tun Sie nichts.',
  'mail.resetSubject': 'Neues Passwort setzen',
  'mail.resetText':
    'Mit diesem Link setzen Sie ein neues Passwort; er gilt eine Stunde:\n{url}\n\nWenn Sie nicht darum gebeten haben, tun Sie nichts.',
}
